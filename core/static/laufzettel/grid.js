// The meeting grid by keyboard. Without this file every row has its own button.

const sitting = document.querySelector("[data-sitting]");
const unvoted = new Set(JSON.parse(sitting?.dataset.unvoted ?? "[]"));
const favour = JSON.parse(sitting?.dataset.favour ?? "{}");
const news = document.querySelector("[data-announcer]");
const busy = new WeakMap();

const part = (row, name) => row.querySelector(`[name=${name}]`);
const rows = () => [...sitting.querySelectorAll("[data-row]:has([data-outcome])")];

// One save at a time and row: what was typed meanwhile is sent once the answer is there, with the
// number the answer brought.
const save = async (row) => {
  if (busy.has(row)) {
    busy.set(row, true);
    return;
  }
  busy.set(row, false);
  const form = row.querySelector("[data-row-form]");
  const state = row.querySelector("[data-state]");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Requested-With": "fetch" },
    });
    const told = [200, 409, 422].includes(answer.status);
    if (told) state.innerHTML = await answer.text();
    else lose(state);
  } catch {
    lose(state);
  }
  news.textContent = state.textContent.trim();
  const again = busy.get(row);
  busy.delete(row);
  if (again) save(row);
};

const lose = (state) => {
  state.querySelector("p")?.remove();
  const said = document.createElement("p");
  said.className = "lz-row-error";
  said.textContent = sitting.dataset.lost;
  state.append(said);
};

const go = (row, step) => {
  const all = rows();
  const next = all[all.indexOf(row) + step];
  next?.querySelector("[data-outcome]").focus();
};

const open = (row, name) => {
  row.querySelector("[data-more]").open = true;
  part(row, name).focus();
};

const choose = (row, option) => {
  option.selected = true;
  const manner = part(row, "manner");
  if (unvoted.has(option.value)) manner.value = "none";
  else if (manner.value === "none") manner.value = "";
  save(row);
  if (option.dataset.asks) open(row, option.dataset.asks);
};

const vote = (row, option) => {
  option.selected = true;
  const outcome = part(row, "outcome");
  if (!outcome.value) outcome.value = favour[row.dataset.role];
  if (unvoted.has(outcome.value)) part(row, "manner").value = "none";
  save(row);
};

const KEYS = { ArrowDown: (row) => go(row, 1), ArrowUp: (row) => go(row, -1), Enter: (row) => go(row, 1) };

const press = (row, key) => {
  const outcome = row.querySelector(`[data-outcome] [data-key="${CSS.escape(key)}"]`);
  const manner = row.querySelector(`[data-manner] [data-key="${CSS.escape(key)}"]`);
  if (outcome) choose(row, outcome);
  else if (manner) vote(row, manner);
  else if (key === "l") open(row, "verbatim");
  else if (/^\d$/.test(key)) {
    const field = part(row, "votes_for");
    field.focus();
    field.value = key;
    row.toggleAttribute("data-dirty", true);
  } else return false;
  return true;
};

sitting?.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.matches("[data-outcome]")) {
    const known = KEYS[event.key];
    if (known) known(row);
    else if (!press(row, event.key.toLowerCase())) return;
    event.preventDefault();
  } else if (event.key === "Escape") {
    row.querySelector("[data-outcome]").focus();
  } else if (event.key === "Enter" && event.target.matches(".lz-vote")) {
    event.preventDefault();
    go(row, 1);
  }
});

// A figure the script wrote is no change to the browser: it is saved when the field is left.
sitting?.addEventListener("focusout", (event) => {
  const row = event.target.closest("[data-row][data-dirty]");
  if (!row || !event.target.matches(".lz-vote")) return;
  row.toggleAttribute("data-dirty", false);
  save(row);
});

sitting?.addEventListener("change", (event) => {
  const row = event.target.closest("[data-row]");
  if (row) save(row);
});

sitting?.addEventListener("submit", (event) => {
  event.preventDefault();
  save(event.target.closest("[data-row]"));
});

// With the script each change saves its row; the buttons are for when it is missing.
for (const button of document.querySelectorAll("[data-save]")) button.hidden = true;
if (sitting && matchMedia("(pointer: fine)").matches) {
  rows()[0]?.querySelector("[data-outcome]").focus();
}
