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

// In rows of small fields several cells are pasted at once, as a spreadsheet has copied them:
// to the right and downwards, with new rows where there are too few.
const fieldsOf = (row) => [
  ...row.querySelectorAll("input:not([type=hidden]), select, textarea"),
];
const rowsOf = (rows) => [...rows.querySelectorAll("tbody > tr")];
const same = (text, other) => text.trim().toLowerCase() === other.trim().toLowerCase();

const setField = (field, text) => {
  if (field.type === "checkbox") field.checked = /^(ja|x|1|yes)$/i.test(text.trim());
  else if (field.tagName === "SELECT") {
    const found = [...field.options].find((o) => same(o.text, text) || same(o.value, text));
    if (found) field.value = found.value;
  } else field.value = text.trim();
  field.dispatchEvent(new Event("change", { bubbles: true }));
};

addEventListener("paste", (event) => {
  const rows = event.target.closest?.("[data-rows]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
  if (!rows || (lines.length === 1 && !text.includes("\t"))) return;
  if (event.target.tagName === "TEXTAREA" && !text.includes("\t")) return;
  event.preventDefault();
  const row = event.target.closest("tr");
  const top = rowsOf(rows).indexOf(row);
  const left = fieldsOf(row).indexOf(event.target);
  lines.forEach((line, down) => {
    if (top + down >= rowsOf(rows).length && rows.querySelector("[data-add-row]")) addRow(rows);
    const fields = fieldsOf(rowsOf(rows)[top + down] ?? document.createElement("tr"));
    line.split("\t").forEach((cell, right) => {
      if (fields[left + right]) setField(fields[left + right], cell);
    });
  });
});

// Enter and the arrows lead from row to row; a form is sent by its button.
addEventListener("keydown", (event) => {
  const steps = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };
  const field = event.target;
  const rows = field.closest?.("[data-rows]");
  if (!rows || !(event.key in steps) || field.tagName !== "INPUT") return;
  if (event.key === "Enter") event.preventDefault();
  if (field.type === "checkbox" && event.key !== "Enter") return;
  const row = field.closest("tr");
  const all = rowsOf(rows);
  const next = all[all.indexOf(row) + steps[event.key]];
  if (next) fieldsOf(next)[fieldsOf(row).indexOf(field)]?.focus();
});

// How many sentences may still be written. The server counts them the same way
// (core/models/implementation.py); a browser that cannot read the pattern shows no counter.
const pattern = [
  "(?<!(?<![\\p{L}\\p{N}_])\\p{Nd})(?<!(?<![\\p{L}\\p{N}_])\\p{Nd}\\p{Nd})",
  "(?<!(?<![\\p{L}\\p{N}_])[A-Za-z])[.!?…]+[\"“”»)]*(?=\\s+[^\\sa-zäöüß\\p{Nd}]|\\s*$)",
].join("");

for (const field of document.querySelectorAll("[data-sentences]")) {
  const end = new RegExp(pattern, "u");
  const words = field.dataset.sentences.split("|");
  const counter = document.createElement("p");
  counter.className = "kern-hint";
  counter.setAttribute("aria-live", "polite");
  field.after(counter);
  const count = () => {
    const written = field.value.trim().split(end).filter((part) => part.trim()).length;
    const said = words[Math.min(written, words.length - 1)];
    if (counter.textContent !== said) counter.textContent = said;
  };
  field.addEventListener("input", count);
  addEventListener("pageshow", count);
  count();
}
