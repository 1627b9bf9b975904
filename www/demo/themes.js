// The switches of themes.html. What is chosen stands in the address bar, too: `?look=desk&theme=dark&lang=ar`.
const form = document.querySelector("form");
const panel = document.querySelector("donation-flow");
const query = new URLSearchParams(location.search);

for (const [name, value] of query) {
  const radio = form.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
  if (radio) radio.checked = true;
}
form.addEventListener("change", show);
show();

function show() {
  const chosen = Object.fromEntries(new FormData(form));
  panel.className = chosen.look;
  document.documentElement.dataset.theme = chosen.theme;
  if (chosen.theme) panel.setAttribute("theme", chosen.theme);
  else panel.removeAttribute("theme");
  // Another language is another panel; another look or theme is not.
  if (panel.getAttribute("lang") !== chosen.lang) panel.setAttribute("lang", chosen.lang);
  const said = new URLSearchParams(Object.entries(chosen).filter(([, value]) => value));
  history.replaceState(null, "", `?${said}`);
}
