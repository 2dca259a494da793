// The final pages and the error pages. Each has a title, an explanation and a next
// step, in every locale.

const endings = {
  "registered": { mark: "done", actions: ["continue"] },
  "accepted": { mark: "done", actions: ["continue"] },
  "declined": { mark: "over" },

  "already-granted": { mark: "done", actions: ["continue"] },
  "invitation-accepted": { mark: "done", actions: ["continue"] },
  "invitation-expired": { mark: "time" },
  "expired": { mark: "time", actions: ["renew"] },
  "renewal-requested": { mark: "time" },
  "invitation-revoked": { mark: "over" },
  "invitation-declined": { mark: "over" },
  "invitation-not-authorised": { mark: "stop" },
  "limit-reached": { mark: "stop", actions: ["retry"] },
  "access-suspended": { mark: "stop", actions: ["retry"] },
  "wrong-account": { mark: "person", actions: ["another", "sign-out"] },
  "other-account": { mark: "person", actions: ["another", "ask", "sign-out"] },
  "requested": { mark: "time", actions: ["another", "sign-out"] },
  "request-pending": { mark: "person", actions: ["another", "sign-out"] },

  "not-found": { mark: "stop", form: pasteForm },
  "incomplete-link": { mark: "stop", form: pasteForm },
  "sign-in-lost": { mark: "stop" },

  "unreachable": { mark: "time", actions: ["retry"] },
  "unavailable": { mark: "time", actions: ["retry"] },
  "rate-limited": { mark: "time", actions: ["retry"] },
  "internal": { mark: "stop", actions: ["retry"] },
};

const actions = {
  "continue": () => { location.assign(productUrl() || settings.consoleUrl); },
  "retry": (retry) => retry(),
  "ask": () => requestAcceptance(),
  "renew": () => requestRenewal(),
  "another": () => goToSignOut("changing-account"),
  "sign-out": () => goToSignOut("signed-out"),
};

// productUrl returns where the reader continues outside of Admit, or "".
function productUrl() {
  return invitation.continueUrl || settings.continueUrl;
}

// finish shows a final page. It removes the token from the address, because the
// token is used up. The history entry stores the page, so that a reload shows it
// again instead of "This link is incomplete".
function finish(name, answer) {
  const names = invitation.offer?.names;
  invitation.token = "";
  invitation.continueUrl = answer?.continueUrl;
  if (name === "registered" && !productUrl()) passOnAddress(names?.email);
  history.replaceState({ ending: name, names, continueUrl: invitation.continueUrl }, "", location.pathname + languageQuery());
  showEnding(name, { names });
}

// passOnAddress tells the console, which continues in this tab, who has just registered. Its
// first sign-in then asks for the password: somebody else may be signed in.
function passOnAddress(email) {
  try {
    sessionStorage.setItem("admit.registered", email);
  } catch {
    // Without session storage, the console asks for the address.
  }
}

function showProblem(problem, retry) {
  if (problem.name === "already-registered" && invitation.offer) {
    invitation.offer.registration = "existing";
    return showOffer({ key: "notice.already-registered" });
  }
  if (problem.expired) return showExpired(problem.expired);
  if (["sign-in-required", "request-not-needed", "invitation-pending"].includes(problem.name)) return openInvitation();
  if (problem.name === "wrong-account" && problem.account) {
    invitation.offer.names.account = problem.account;
    return showEnding(problem.requestedAt ? "requested" : "other-account");
  }
  invitation.continueUrl = problem.continueUrl;
  const wrongToken = problem.name === "invalid-request" && problem.fields.includes("token");
  const name = wrongToken ? "not-found" : Object.hasOwn(endings, problem.name) ? problem.name : "internal";
  showEnding(name, { problem, retry: retry ?? (() => openInvitation()) });
}

// showExpired shows an expired invitation to a reader who can ask for a new link, or has.
function showExpired({ organisation, account, invitedBy, expiresAt, requestedAt }) {
  invitation.expired = {
    scope: account ? `${account.name} · ${organisation.name}` : organisation.name,
    inviter: invitedBy.name || texts["offer.someone"],
    end: formatTime(Date.parse(expiresAt)),
  };
  showEnding(requestedAt ? "renewal-requested" : "expired", { names: invitation.expired });
}

// requestRenewal asks an administrator for a new link.
async function requestRenewal() {
  announce("busy.asking");
  await post("renewal");
  showEnding("renewal-requested", { names: invitation.expired });
}

function showEnding(name, { names = invitation.offer?.names, problem, retry } = {}) {
  const ending = endings[name];
  const content = part("ending");
  content.querySelector(".mark").classList.add(ending.mark);
  content.querySelector("use").setAttribute("href", `#mark-${ending.mark}`);
  setText(content.querySelector("h1"), `${name}.title`, names);
  setText(content.querySelector(".text"), `${name}.text`, names);
  const next = content.querySelector(".next");
  if (problem?.longWait) setText(next, "notice.wait", { when: formatWait(problem.wait) });
  else setText(next, `${name}.next`, names);
  const reference = content.querySelector(".reference");
  reference.hidden = !(name === "internal" && problem?.instance);
  setText(reference, "reference", problem);
  const buttons = actionButtons(ending.actions ?? [], retry, names);
  content.querySelector(".actions").replaceChildren(...buttons);
  if (ending.form) content.querySelector("section").append(ending.form(name));
  show(content);
  if (name === "unreachable") retryWhenOnline(buttons[0]);
}

function retryWhenOnline(button) {
  addEventListener("online", () => { if (button.isConnected) button.click(); }, { once: true });
}

function actionButtons(list, retry, names) {
  const buttons = list.map((name, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = i === 0 ? "primary" : "plain";
    const product = name === "continue" && productUrl() && settings.productName;
    if (product) setText(button, "action.continue-to", { product });
    else setText(button, `action.${name}`, names);
    return button;
  });
  list.forEach((name, i) => buttons[i].addEventListener("click", onPress(buttons, () => actions[name](retry))));
  return buttons;
}
