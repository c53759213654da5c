// "Print this page": shown where scripts run, in place of the hint that says how to print without.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
document.querySelectorAll("[data-print-hint]").forEach((hint) => { hint.hidden = true; });
