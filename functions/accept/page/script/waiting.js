// Waiting while the service is busy. A request that the service refuses for a short
// time is sent again by itself.

const longestWait = 30; // seconds; a longer wait is told instead
const patience = 120e3; // milliseconds in all

// persist repeats a request while the service is busy. Every request of the page may
// be repeated: the invitation is accepted or declined once, whatever is sent.
async function persist(request) {
  const end = Date.now() + patience;
  const wait = {};
  try {
    for (let refusals = 0; ; refusals++) {
      try {
        return await request();
      } catch (problem) {
        const pause = 1e3 * waitingTime(problem.wait, refusals);
        if (!problem.busy || problem.wait > longestWait || wait.stopped || Date.now() + pause > end) throw problem;
        showWait(wait);
        await untilNextTry(wait, pause);
        if (wait.stopped) throw problem;
      }
    }
  } finally {
    hideWait(wait);
  }
}

// waitingTime returns how many seconds to wait: at least what the service asks for,
// longer with each refusal, and at random, so that a crowd does not come back at
// once.
function waitingTime(least, refusals) {
  return Math.max(least, Math.min(2 ** refusals, 15)) * (1 + Math.random() / 2);
}

// showWait shows the wait in the open dialog, or else on the page. Screen readers
// announce it once, without the countdown.
function showWait(wait) {
  if (wait.box) return;
  wait.box = document.querySelector("dialog[open] .waiting") ?? document.querySelector("#page .waiting");
  wait.box.replaceChildren(part("waiting"));
  wait.text = wait.box.querySelector("p");
  const [now, stop] = wait.box.querySelectorAll("button");
  now.addEventListener("click", () => wait.end());
  stop.addEventListener("click", () => {
    wait.stopped = true;
    wait.end();
  });
  announce("busy.announcement");
}

function untilNextTry(wait, pause) {
  const time = Date.now() + pause;
  return new Promise((resolve) => {
    const tick = () => {
      const seconds = Math.ceil((time - Date.now()) / 1e3);
      if (seconds <= 0) return wait.end();
      setText(wait.text, "busy.waiting", { when: formatWait(seconds) });
    };
    const timer = setInterval(tick, 250);
    wait.end = () => {
      clearInterval(timer);
      setText(wait.text, "busy.retrying");
      resolve();
    };
    tick();
  });
}

// hideWait removes the wait. If one of its buttons has the focus, the focus moves to
// the button or heading that the wait belongs to.
function hideWait({ box }) {
  if (!box) return;
  const focused = box.contains(document.activeElement);
  box.replaceChildren();
  announce("");
  if (focused) (box.closest("form, dialog")?.querySelector(".actions button") ?? document.querySelector("#page h1")).focus();
}
