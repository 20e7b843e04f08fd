// Two comforts for readers of comments. Without this file the pages lack nothing.
const SPANS = [[31536000, "year"], [2592000, "month"], [86400, "day"], [3600, "hour"], [60, "minute"]];
const inWords = new Intl.RelativeTimeFormat(document.documentElement.lang);

for (const time of document.querySelectorAll(".when time")) {
  const age = (Date.now() - Date.parse(time.dateTime)) / 1000;
  const [seconds, unit] = SPANS.find(([seconds]) => age >= seconds) ?? [];
  if (seconds) {
    time.title = time.textContent;
    time.textContent = inWords.format(-Math.floor(age / seconds), unit);
  }
}

// How much room is left, from four fifths on: seen at once, said when the writer pauses.
for (const field of document.querySelectorAll("textarea[data-limit]")) {
  const seen = document.createElement("p");
  const said = document.createElement("p");
  let pause;

  const count = () => {
    const limit = Number(field.dataset.limit);
    const left = limit - [...field.value.trim().normalize()].length;
    const number = Math.abs(left).toLocaleString(document.documentElement.lang);
    seen.className = left < 0 ? "error" : "hint";
    seen.hidden = left > limit / 5;
    seen.textContent = seen.hidden ? "" : `${number} character${number === "1" ? "" : "s"} ${left < 0 ? "too many" : "left"}`;
    clearTimeout(pause);
    pause = setTimeout(() => { said.textContent = seen.textContent; }, 1000);
  };

  seen.setAttribute("aria-hidden", "true");
  said.className = "vh";
  said.setAttribute("role", "status");
  field.after(seen, said);
  field.addEventListener("input", count);
  count();
}
