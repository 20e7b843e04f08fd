// The figures of an issue that is under way, without loading the page anew. Without this file it lacks nothing.
const figures = document.getElementById("figures");
const said = document.getElementById("said");
const SECONDS_AT_MOST = 60;
let misses = 0;
let timer;
let busy = false;

const say = words => { if (said.textContent !== words) said.textContent = words; };

async function look() {
  if (busy) return;
  busy = true;
  try {
    const signal = AbortSignal.timeout(20000);
    const answer = await fetch(location.href, { headers: { Accept: "text/vnd.cramps.figures" }, cache: "no-store", signal });
    if (answer.redirected) {
      figures.dataset.again = 0;
      say("You were signed out. Load the page anew to sign in.");
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    show(new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("figures"));
    misses = 0;
  } catch {
    misses += 1;
    say(`Not reached since ${figures.dataset.at}, trying again.`);
  } finally {
    busy = false;
    wait();
  }
}

// Only what is another one is touched, so that focus, selection and place stay where they are.
function show(fresh) {
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const old = figures.querySelector(`[data-part="${part.dataset.part}"]`);
    const { key } = part.dataset;
    if (key ? key === old.dataset.key : part.innerHTML === old.innerHTML) continue;
    const held = old.contains(document.activeElement);
    old.replaceWith(part);
    if (held) part.focus();
  }
  Object.assign(figures.dataset, fresh.dataset);
  say(fresh.dataset.said);
}

function wait() {
  clearTimeout(timer);
  const seconds = Math.min(Number(figures.dataset.again) * 2 ** misses, SECONDS_AT_MOST);
  if (seconds && !document.hidden) timer = setTimeout(look, seconds * 1000);
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (!document.hidden && Number(figures.dataset.again)) look();
});
wait();
