// Fills in how far the phone is from the address, where the browser allows it. The position stays on the phone: only metres go into the field.
const rad = (degrees) => Number(degrees) * Math.PI / 180;
const metres = (lat1, lon1, lat2, lon2) => {
  const a = Math.sin(rad(lat2 - lat1) / 2) ** 2 + Math.cos(rad(lat1)) * Math.cos(rad(lat2)) * Math.sin(rad(lon2 - lon1) / 2) ** 2;
  return Math.round(6371000 * 2 * Math.asin(Math.sqrt(a)));
};

/** Adds the button where the address is known. */
export function offerDistance(place) {
  if (!place || !place.dataset.lat || !place.dataset.lon || !navigator.geolocation) return;
  const field = place.querySelector(`[name="${place.dataset.field}"]`);
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'govuk-button govuk-button--secondary';
  button.textContent = 'Measure it';
  const said = document.createElement('p');
  said.className = 'govuk-body';
  said.setAttribute('role', 'status');
  place.append(button, said);
  button.addEventListener('click', () => {
    said.textContent = 'Measuring';
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field.value = metres(coords.latitude, coords.longitude, Number(place.dataset.lat), Number(place.dataset.lon));
        field.dispatchEvent(new Event('input', { bubbles: true }));
        said.textContent = `${field.value} metres`;
      },
      () => { said.textContent = 'The phone did not say where it is. Type the distance.'; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
  });
}
