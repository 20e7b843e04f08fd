// The queue by single keys, and without loading the page anew. Without this file it lacks nothing.
const CARD = "text/vnd.cramps.card";
const said = document.getElementById("said");
const queue = document.querySelector("#queue .queue");
let busy = false;

const cards = () => [...document.querySelectorAll(".card:not(.done)")];
const cardOf = element => element?.closest?.(".card:not(.done)");
const current = () => cardOf(document.activeElement) ?? document.querySelector('.card[aria-current="true"]') ?? cards()[0];
const say = words => { if (said) said.textContent = words; };

function moveTo(card) {
  document.querySelector('.card[aria-current="true"]')?.removeAttribute("aria-current");
  card.setAttribute("aria-current", "true");
  card.focus();
}

function step(by) {
  const all = cards();
  const card = current();
  const there = all[all.indexOf(card) + by];
  if (there) moveTo(there);
  else say(by > 0 ? "This is the last one." : "This is the first one.");
}

// What the server answers: a card or the line of a decided one, and what the dock says.
async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: CARD } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function decide(form, button, card) {
  if (busy) return;
  busy = true;
  try {
    const parts = await send(form, button);
    const all = cards();
    const following = all[all.indexOf(card) + 1];
    const fresh = parts.querySelector(".card");
    card.replaceWith(fresh);
    showDock(parts);
    if (!fresh.matches(".done")) moveTo(fresh);
    else if (following) goOn(parts, following);
    else finish(fresh);
  } catch {
    say("No answer from the server, or you were signed out. The comment was not decided; press again, or load the page anew.");
  } finally {
    busy = false;
  }
}

function goOn(parts, following) {
  moveTo(following);
  say(`${parts.getElementById("said").textContent} Next: ${following.dataset.name}.`);
}

function finish(done) {
  const more = document.querySelector('a[rel="next"]');
  say(`${said.textContent} That was the last one${more ? " of this page" : ""}.`);
  (more ?? done).focus();
}

async function undo(form, line) {
  if (busy) return;
  busy = true;
  try {
    const parts = await send(form);
    const card = parts.querySelector(".card");
    line.replaceWith(card);
    lent = "";
    showDock(parts);
    moveTo(card);
  } catch {
    say("No answer from the server. Nothing was undone; press again.");
  } finally {
    busy = false;
  }
}

function showDock(parts) {
  const fresh = parts.querySelector(".said");
  say(fresh.querySelector("#said").textContent);
  said.parentElement.querySelector(".undo")?.remove();
  const offer = fresh.querySelector(".undo");
  if (offer) {
    said.after(offer);
    countDown(offer);
  }
}

// The seconds are seen, never read out: they stand outside the live region.
function countDown(form) {
  const end = Date.now() + Number(form.dataset.left) * 1000;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (!form.isConnected) return;
    if (left <= 0) {
      form.remove();
      return;
    }
    form.querySelector(".left").textContent = `, ${left} s`;
    setTimeout(tick, 1000);
  };
  tick();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: card => press(card, "a"),
  r: card => press(card, "r"),
  s: card => press(card, "s"),
  b: card => press(card, "b"),
  x: card => tick(card),
  u: () => document.querySelector(".undo button")?.click(),
  "?": () => document.getElementById("keys")?.togglePopover(),
};

function press(card, key) {
  const found = card?.querySelector(`[aria-keyshortcuts~="${key}"]`);
  if (!found) return;
  if (!found.matches("summary")) found.click();
  else open(found.parentElement);
}

function open(panel) {
  panel.open = true;
  panel.querySelector(".panel :is(input:checked, .codes button, select)")?.focus();
}

function tick(card) {
  const box = card?.querySelector('[name="pick"]');
  if (box) {
    box.checked = !box.checked;
    showTicked();
  }
}

function showTicked() {
  const number = document.querySelectorAll('[name="pick"]:checked').length;
  document.getElementById("ticked").textContent = number ? `: ${number}` : "";
  say(`Selected: ${number}.`);
}

function close() {
  const card = current();
  const panel = card?.querySelector("details[open]");
  if (!panel) return;
  panel.open = false;
  moveTo(card);
}

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.key === "Escape") {
    close();
    return;
  }
  const off = document.body.classList.contains("keys-off");
  if (off || busy || event.repeat || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const card = current();
  const reasons = card?.querySelector("details[open] .codes");
  const act = reasons && /^[1-9]$/.test(event.key) ? () => press(card, event.key) : KEYS[event.key];
  if (act) {
    event.preventDefault();
    act(card);
  }
});

document.addEventListener("submit", event => {
  const form = event.target;
  const card = cardOf(form);
  const line = document.getElementById(`c${decidedBy(form)}`);
  if (queue && form.matches(".decide") && card) {
    event.preventDefault();
    decide(form, event.submitter, card);
  } else if (queue && line) {
    event.preventDefault();
    undo(form, line);
  }
});

// The comment that an undo form is about, if its line is on this page.
function decidedBy(form) {
  const decision = form.elements.decision?.value;
  const own = decision && document.querySelector(`.card.done form [name="decision"][value="${CSS.escape(decision)}"]`);
  return form.action.endsWith("/undo/") && own ? own.closest(".card").id.slice(1) : "";
}

document.addEventListener("click", event => {
  const picks = event.target.closest(".picks button");
  if (picks?.value === "page") {
    event.preventDefault();
    for (const box of document.querySelectorAll('[name="pick"]')) box.checked = true;
    showTicked();
  } else if (picks?.type === "reset") {
    setTimeout(showTicked);
  }
});

document.addEventListener("change", event => {
  if (event.target.name === "pick") showTicked();
});

document.addEventListener("focusin", event => {
  const card = cardOf(event.target);
  if (card && card.getAttribute("aria-current") !== "true") {
    document.querySelector('.card[aria-current="true"]')?.removeAttribute("aria-current");
    card.setAttribute("aria-current", "true");
  }
  if (card) read(card);
});

// The card that somebody reads is their own for five minutes: colleagues are told, and led past it. What is only passed
// by is not. Where a colleague was first, the card says so.
const LOOK = 1000; // milliseconds
let lent = "";
let looking;

function read(card) {
  clearTimeout(looking);
  if (queue && card.dataset.lent && card.dataset.lent !== lent) looking = setTimeout(() => borrow(card), LOOK);
}

async function borrow(card) {
  const token = card.querySelector('[name="csrfmiddlewaretoken"]')?.value;
  if (!token || busy || !card.isConnected) return;
  lent = card.dataset.lent;
  const here = card.querySelector('[name="here"]')?.value ?? "";
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, comment: lent, here });
  const answer = await fetch(queue.dataset.lend, { method: "POST", body, headers: { Accept: CARD } }).catch(() => null);
  if (answer?.status !== 200 || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".card");
  const isRead = current() === card && !card.querySelector("details[open]");
  if (busy || !card.isConnected || !fresh || !isRead) return;
  card.replaceWith(fresh);
  moveTo(fresh);
  const taken = fresh.dataset.lent ? fresh.querySelector(".acts .chip")?.textContent.trim() : "decided meanwhile";
  if (taken) say(`${fresh.dataset.name}: ${taken}.`);
}

for (const form of document.querySelectorAll(".undo[data-left]")) countDown(form);

// What came since the page was made: looked for once a minute, said, and offered above the list. Nothing moves.
const arrived = document.getElementById("arrived");

async function lookForArrivals() {
  if (document.hidden) return;
  const answer = await fetch(arrived.dataset.look, { cache: "no-store" }).catch(() => null);
  const words = answer?.ok && !answer.redirected ? await answer.text() : "";
  const link = arrived.querySelector("a");
  if (!words || link.textContent.startsWith(`${words}.`)) return;
  link.textContent = `${words}. Show them`;
  arrived.hidden = false;
  say(`${words}.`);
}

if (arrived) setInterval(lookForArrivals, 60_000);

// A comment that is opened is one's own for five minutes: colleagues are told, and led past it.
const page = document.querySelector("[data-take]");
const form = page?.querySelector("form.decide");
if (form) fetch(page.dataset.take, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: CARD } });

// A long decision goes on by itself while the page is open.
document.querySelector("[data-goes-on]")?.requestSubmit();

const landed = document.querySelector(".card:target") ?? document.querySelector("#empty, #result");
if (landed?.matches(".card")) moveTo(landed);
else landed?.focus();
