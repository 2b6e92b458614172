// Conveniences only: every page works without this file.

const announcer = document.querySelector("[data-announcer]");

// A form that came back wrong starts at the list of what is wrong.
document.querySelector("[data-focus-on-load]")?.focus();

// An open menu closes with Escape or a click elsewhere.
const closeMenu = (menu) => {
  menu.open = false;
};

addEventListener("keydown", (event) => {
  const menu = document.querySelector(".lz-menu[open]");
  if (event.key !== "Escape" || !menu) return;
  closeMenu(menu);
  menu.querySelector("summary").focus();
});

addEventListener("click", (event) => {
  const menu = document.querySelector(".lz-menu[open]");
  if (menu && !menu.contains(event.target)) closeMenu(menu);
});

// A form is sent once, however often its button is pressed. The button is locked after the
// browser has read it: its name and value belong to what is sent.
const lock = (form, locked) => {
  form.toggleAttribute("data-sent", locked);
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    button.toggleAttribute("disabled", locked);
  }
};

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.hasAttribute("data-sent")) event.preventDefault();
  else setTimeout(() => lock(form, true));
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) lock(form, false);
});

// A list renewed in place says aloud how much it holds now.
addEventListener("htmx:after:swap", () => {
  const news = document.querySelector("[data-announce]");
  if (news && announcer) announcer.textContent = news.textContent;
});

// Rows of small fields grow by one more row.
const addRow = (rows) => {
  const total = rows.querySelector("[name$=-TOTAL_FORMS]");
  const pattern = rows.querySelector("[data-empty-row]").innerHTML;
  const markup = pattern
    .replaceAll("__prefix__", total.value)
    .replaceAll("__number__", Number(total.value) + 1);
  const body = rows.querySelector("tbody");
  body.insertAdjacentHTML("beforeend", markup);
  total.value = Number(total.value) + 1;
  body.lastElementChild.querySelector("input:not([type=hidden]), select, textarea")?.focus();
};

for (const button of document.querySelectorAll("[data-add-row]")) {
  button.hidden = false;
  button.addEventListener("click", () => addRow(button.closest("[data-rows]")));
}
