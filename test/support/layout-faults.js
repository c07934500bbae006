// Returns what a page cuts off or lets overlap, each as a sentence. Runs in the page.
(() => {
  const faults = [];
  const root = document.documentElement;
  const main = document.querySelector('#main');
  if (root.scrollWidth > innerWidth) faults.push(`the page is ${root.scrollWidth} wide in a window of ${innerWidth}`);
  if (main && main.scrollWidth > main.clientWidth + 1)
    faults.push(`what is on the page is ${main.scrollWidth} wide in ${main.clientWidth}`);

  const nameOf = (element) => {
    const panel = element.closest('section, [role="dialog"], header, nav');
    const title =
      panel?.getAttribute('aria-label') ?? panel?.querySelector('h1, h2')?.textContent ?? panel?.tagName ?? '';
    return `“${element.textContent.trim().slice(0, 60)}” (${element.tagName.toLowerCase()} in ${title.slice(0, 40)})`;
  };
  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  // what is there for screen readers alone is cut on purpose
  const isForEars = (element) => element.closest('.hidden-text') !== null;
  const ownTexts = (element) =>
    [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim() !== '');
  const ownTextBox = (element) => {
    const texts = ownTexts(element);
    const range = document.createRange();
    const boxes = texts.map((text) => {
      range.selectNodeContents(text);
      return range.getBoundingClientRect();
    });
    const most = (side) => Math.max(...boxes.map((box) => box[side]));
    const least = (side) => Math.min(...boxes.map((box) => box[side]));
    return { left: least('left'), right: most('right'), top: least('top'), bottom: most('bottom') };
  };

  for (const element of document.body.querySelectorAll('*')) {
    if (!(element instanceof HTMLElement) || ownTexts(element).length === 0 || !isShown(element) || isForEars(element))
      continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    const text = ownTextBox(element);
    let isLookedAt = false;
    for (let around = element; around !== null && around !== document.body; around = around.parentElement) {
      const style = getComputedStyle(around);
      const frame = around.getBoundingClientRect();
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) {
        isLookedAt = true;
        break;
      }
      const cutsX =
        /hidden|clip/.test(style.overflowX) && (text.right > frame.right + 1.5 || text.left < frame.left - 1.5);
      const cutsY = /hidden|clip/.test(style.overflowY) && (text.bottom > frame.bottom + 3 || text.top < frame.top - 3);
      if (!cutsX && !cutsY) continue;
      // an ellipsis says that there is more: the title has it, or what is read and hovered
      const label = element.closest('[aria-label]')?.getAttribute('aria-label') ?? '';
      const isNamed = around.closest('[title], [role="grid"]') !== null || label.startsWith(element.textContent.trim());
      const isTold = style.textOverflow === 'ellipsis' && isNamed;
      if (!isTold)
        faults.push(
          `${nameOf(element)} is cut by ${Math.round(Math.max(text.right - frame.right, frame.left - text.left, text.bottom - frame.bottom))} pixels${style.textOverflow === 'ellipsis' ? ' and has no title' : ''}`,
        );
      isLookedAt = true;
      break;
    }
    if (isLookedAt) continue;
    const panel = element.closest('main section');
    if (panel === null) continue;
    const frame = panel.getBoundingClientRect();
    if (text.right > frame.right + 1.5 || text.bottom > frame.bottom + 3)
      faults.push(`${nameOf(element)} leaves its panel`);
  }
  return [...new Set(faults)];
})();
