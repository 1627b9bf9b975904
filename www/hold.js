/** A reader's place in what is drawn anew: what was opened, and what has the focus. */

import { enter } from "./common.js";

/** A section's details, each by what it is: its class, and which of those. */
const detailsOf = (section) => {
  const count = {};
  const named = [...section.querySelectorAll("details")].map((one) => {
    const { className } = one;
    count[className] = (count[className] ?? 0) + 1;
    return [`${className} ${count[className]}`, one];
  });
  return Object.fromEntries(named);
};

/** An action that takes the place of another. */
const INSTEAD = { stop: "resume", resume: "stop" };
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The mark that is alone in its chart to be reached by Tab. */
export const reach = (mark, group) => {
  for (const other of group.querySelectorAll(':is([data-mark], [role=tab])[tabindex="0"]')) other.setAttribute("tabindex", "-1");
  mark.setAttribute("tabindex", "0");
};

/** The same mark of a chart; of a day that has none of its own any more, that of the week or month it is in; or where the chart begins. */
const markOf = (section, name) => {
  const marks = [...section.querySelectorAll("[data-mark]")];
  const is = ({ dataset: { mark } }) => DAY.test(mark) && mark <= name;
  const mark = marks.find(({ dataset }) => dataset.mark === name) ?? (DAY.test(name) && marks.findLast(is));
  if (mark) reach(mark, mark.closest("[role=group]") ?? section);
  return mark || marks.find(({ tabIndex }) => tabIndex === 0);
};

/** Finds, in a section that was drawn anew, what had the focus: the same one, or what acts alike, or what it was folded in. */
const finder = (element, section, before) => {
  const { action, mark } = element.dataset;
  const [folded] = before.findLast(([, one]) => one.contains(element)) ?? [];
  const summary = (now) => now[folded]?.querySelector("summary");
  if (element.localName === "summary") return summary;
  if (mark !== undefined) return () => markOf(section, mark);
  let like = element.localName;
  if (action !== undefined) like = `[data-action="${CSS.escape(action)}"]`;
  else if (element.href) like = `a[href="${CSS.escape(element.getAttribute("href"))}"]`;
  const index = [...section.querySelectorAll(like)].indexOf(element);
  const { textContent } = element;
  const verb = action?.split(":")[0];
  return (now) => {
    const same = section.querySelectorAll(like)[index];
    if (same && !same.disabled) return same;
    const alike = verb ? [...section.querySelectorAll(`[data-action^="${verb}"]:not(:disabled)`)] : [];
    const instead = INSTEAD[verb] && section.querySelector(`[data-action="${INSTEAD[verb]}"]`);
    return alike.find((one) => one.textContent === textContent) ?? alike[0] ?? instead ?? summary(now);
  };
};

/**
 * Remembers a reader's place in a section, or in all of the panel's `box`; call what it returns once that is drawn anew. Where nothing
 * of what had the focus is left, the panel has it.
 */
export const hold = (box, section = box) => {
  const root = box.getRootNode();
  const before = Object.entries(detailsOf(section));
  const open = before.filter(([, one]) => one.open).map(([name]) => name);
  const find = section.contains(root.activeElement) && finder(root.activeElement, section, before);
  return () => {
    const now = detailsOf(section);
    for (const name of open) if (now[name]) now[name].open = true;
    if (!find || section.contains(root.activeElement)) return;
    const found = find(now);
    if (found) found.focus({ preventScroll: true });
    else enter(box);
  };
};
