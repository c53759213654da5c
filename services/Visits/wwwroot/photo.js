// Makes a photo small enough for a thin line, and leaves behind where and when it was taken: only the picture is drawn anew.
const LONGEST_SIDE = 1600;
const LARGEST = 5 * 1024 * 1024;

/** The bytes to keep; null where this phone cannot read the picture. */
export async function shrink(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8));
    return blob && blob.size <= LARGEST ? await blob.arrayBuffer() : null;
  } catch {
    return null;
  }
}
