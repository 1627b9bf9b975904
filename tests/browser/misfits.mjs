// Whether a panel's texts fit.

/** In the page: texts of a panel, the first unless told, that reach out of their section, are cut, or lie over one another, and sections that grew. */
export function misfits(index = 0) {
  const root = document.querySelectorAll("donation-flow")[index].shadowRoot;
  const found = [];
  const said = (node) => node.textContent.trim().slice(0, 60);
  // Engines have the boxes of lines and labels as high as their fonts, of those that stand in for a letter, too: what is measured is their middle, or baseline.
  const losesLine = (one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    const { bottom } = one.getBoundingClientRect();
    return [...range.getClientRects()].some((rect) => rect.width > 1 && (rect.top + rect.bottom) / 2 > bottom);
  };
  const baseline = (label) => {
    const { x, y } = label.getStartPositionOfChar(0);
    return new DOMPoint(x, y).matrixTransform(label.getScreenCTM()).y;
  };
  for (const section of root.querySelectorAll("section")) {
    const name = section.dataset.section;
    const box = section.getBoundingClientRect();
    // In two columns a section is as high as the one beside it.
    const beside = [...root.querySelectorAll("section")].filter((other) => other.getBoundingClientRect().top === box.top);
    const room = Math.max(...beside.map((one) => parseFloat(getComputedStyle(one).minBlockSize)));
    if (box.height > room + 0.5) found.push(`${name}: ${box.height} px high in the place of ${room}`);
    if (section.scrollWidth > section.clientWidth) found.push(`${name}: ${section.scrollWidth} px wide in ${section.clientWidth}`);
    const texts = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const parent = text.parentElement;
      if (!text.data.trim() || !parent.checkVisibility({ visibilityProperty: true })) continue;
      // What is there for a screen reader alone has no room to keep to.
      if (parent.closest(".said, .quiet, thead, title, desc")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      // What is cut off is looked for below.
      const isCut = (one) => one !== section && (getComputedStyle(one).overflowX === "hidden" || isCut(one.parentElement));
      const scroller = parent.closest(".tabs, .scroll") || isCut(parent);
      for (const { left, right, width } of range.getClientRects()) {
        if (width <= 1 || scroller || parent.closest("summary")) continue;
        const out = Math.max(box.left - left, right - box.right);
        if (out > 1) found.push(`${name}: “${said(text)}” reaches ${Math.round(out)} px out of it`);
      }
    }
    // The names of hosts, assets and those who are labelled are others' words, and may be cut; and what a tap opens.
    for (const one of section.querySelectorAll("*")) {
      const style = getComputedStyle(one);
      if (one instanceof SVGElement || style.overflowX !== "hidden" || one.closest(".said, .quiet, thead, .name, .data, .prices, .tabs, .day, .source, summary")) continue;
      if (one.querySelector(".label, [href^=http]")) continue;
      if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1) found.push(`${name}: “${said(one)}” is cut`);
      if (style.webkitLineClamp !== "none" && losesLine(one)) found.push(`${name}: “${said(one)}” loses a line`);
    }
    for (const line of section.querySelectorAll("[data-readout]")) {
      if (losesLine(line)) found.push(`${name}: “${said(line)}” has to be scrolled`);
    }
    for (const chart of section.querySelectorAll("svg.chart")) {
      const within = chart.getBoundingClientRect();
      const labels = [...chart.querySelectorAll("text")].filter((label) => said(label) && label.getNumberOfChars()).map((label) => [label, label.getBoundingClientRect(), baseline(label)]);
      for (const [index, [label, rect, line]] of labels.entries()) {
        const out = Math.max(within.left - rect.left, rect.right - within.right);
        if (out > 2) found.push(`${name}: the label “${said(label)}” reaches ${Math.round(out)} px out of its chart`);
        for (const [other, second, otherLine] of labels.slice(index + 1)) {
          const wide = Math.min(rect.right, second.right) - Math.max(rect.left, second.left);
          if (wide > 2 && Math.abs(line - otherLine) < 11) found.push(`${name}: the labels “${said(label)}” and “${said(other)}” lie over one another`);
        }
      }
    }
  }
  return found;
}

/** In the page: text of a panel's sections that reaches out of its section. */
export function cutOff(index = 0) {
  const root = document.querySelectorAll("donation-flow")[index].shadowRoot;
  const found = [];
  // What scrolls can be reached, and what ends in an ellipsis is meant to.
  const isScrolled = (one, section) => {
    for (; one !== section; one = one.parentElement) {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(one);
      if (/auto|scroll/.test(overflowX + overflowY) || textOverflow === "ellipsis") return true;
      if (one.matches("thead") && one.getBoundingClientRect().width <= 1) return true;
    }
    return false;
  };
  for (const section of root.querySelectorAll("[data-section]")) {
    const box = section.getBoundingClientRect();
    const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      // What is there for a screen reader alone has no room to keep to.
      if (!node.textContent.trim() || node.parentElement.closest(".said")) continue;
      if (!node.parentElement.checkVisibility() || isScrolled(node.parentElement, section)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const half = parseFloat(getComputedStyle(node.parentElement).fontSize) / 2;
      for (const rect of range.getClientRects()) {
        if (rect.width <= 1 || rect.height <= 1) continue;
        const middle = (rect.top + rect.bottom) / 2;
        const out = Math.max(box.top - middle + half, middle + half - box.bottom, box.left - rect.left, rect.right - box.right);
        if (out > 1.5) found.push(`${section.dataset.section}: "${node.textContent.trim().slice(0, 40)}" by ${Math.round(out)} px`);
      }
    }
  }
  return found;
}
