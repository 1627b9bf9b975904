// What the demo's pages share. The address bar changes the page, for a look at one state and for the tests:
// `?theme=dark`, `?width=320`, `?load=eager`, `?sections=head+net`, `?from=2026-01-01`, `?fault=429` (the sample explorer's),
// and on panel.html `?campaign=NAME` or `?address=…`, and `?lang=ar`.
const query = new URLSearchParams(location.search);
const theme = query.get("theme");
if (theme) document.documentElement.dataset.theme = theme;

/** A sample campaign's file, with the fault wanted. */
function campaign(name) {
  const fault = query.get("fault");
  return `/campaigns/${encodeURIComponent(name)}.json${fault ? `?fault=${encodeURIComponent(fault)}` : ""}`;
}

const blank = document.querySelector("[data-panel]");
if (blank) {
  const lang = query.get("lang") ?? "en";
  document.documentElement.lang = lang;
  document.documentElement.dir = /^(ar|fa|he)\b/.test(lang) ? "rtl" : "ltr";
  const panel = document.createElement("donation-flow");
  panel.setAttribute("lang", lang);
  const link = document.createElement("a");
  link.href = "/";
  link.textContent = "The inner link";
  panel.append(link);
  if (query.has("address")) panel.setAttribute("address", query.get("address"));
  else if (query.has("src")) panel.setAttribute("src", query.get("src"));
  else panel.setAttribute("src", campaign(query.get("campaign") ?? "relief"));
  panel.setAttribute("load", query.get("load") ?? "visible");
  dress(panel);
  blank.replaceWith(panel);
}
for (const panel of document.querySelectorAll("donation-flow")) {
  if (panel.dataset.campaign) panel.setAttribute("src", campaign(panel.dataset.campaign));
  dress(panel);
}

/** Attributes, and a width, from the address bar. */
function dress(panel) {
  for (const name of ["theme", "sections", "from", "to", "load"]) {
    if (query.has(name)) panel.setAttribute(name, query.get(name));
  }
  if (query.has("width")) {
    panel.style.width = `${Number(query.get("width"))}px`;
    panel.closest("main")?.classList.add("wide");
  }
}

// The recorded transfers are there only where the command was started with --recorded.
const recorded = document.querySelector("[data-recorded]");
if (recorded) {
  const names = await fetch("/campaigns/").then((answer) => answer.json()).catch(() => []);
  recorded.hidden = !names.includes("recorded");
}
