// The states in which there is nothing to fill in: done, over, or in the way.
// Each has a title, what is the case, and what to do next, in every locale.

const endings = {
  "registered": { mark: "done", actions: ["continue"] },
  "accepted": { mark: "done", actions: ["continue"] },
  "declined": { mark: "over" },

  "already-granted": { mark: "done", actions: ["continue"] },
  "invitation-accepted": { mark: "done", actions: ["continue"] },
  "invitation-expired": { mark: "time" },
  "invitation-revoked": { mark: "over" },
  "invitation-declined": { mark: "over" },
  "invitation-not-authorised": { mark: "stop" },
  "wrong-account": { mark: "person", actions: ["another", "sign-out"] },

  "not-found": { mark: "stop" },
  "no-secret": { mark: "stop" },
  "sign-in-lost": { mark: "stop" },

  "unreachable": { mark: "time", actions: ["retry"] },
  "unavailable": { mark: "time", actions: ["retry"] },
  "rate-limited": { mark: "time", actions: ["retry"] },
  "internal": { mark: "stop", actions: ["retry"] },
};

const actions = {
  "continue": () => { location.assign(settings.continueUrl); },
  "retry": (retry) => retry(),
  "another": () => leaveToSignOut("changing-account"),
  "sign-out": () => leaveToSignOut("signed-out"),
};

// finish shows the last state. The secret has done its work and leaves the
// address; the history entry remembers the state, so that a reload tells the
// same instead of complaining of a link without a secret.
function finish(name) {
  const names = invitation.offer?.names;
  invitation.secret = "";
  history.replaceState({ ending: name, names }, "", location.pathname);
  showEnding(name, { names });
}

function showProblem(problem, retry) {
  if (problem.name === "already-registered" && invitation.offer) {
    invitation.offer.registration = "existing";
    return showOffer({ key: "notice.already-registered" });
  }
  const wrongSecret = problem.name === "invalid-request" && problem.errors.some(({ field }) => field === "token");
  const name = wrongSecret ? "not-found" : Object.hasOwn(endings, problem.name) ? problem.name : "internal";
  showEnding(name, { retry: retry ?? (() => openInvitation()), instance: problem.instance });
}

function showEnding(name, { names = invitation.offer?.names, retry, instance } = {}) {
  const ending = endings[name];
  const content = part("ending");
  content.querySelector(".mark").classList.add(ending.mark);
  content.querySelector("use").setAttribute("href", `#mark-${ending.mark}`);
  put(content.querySelector("h1"), `${name}.title`, names);
  put(content.querySelector(".text"), `${name}.text`, names);
  put(content.querySelector(".next"), `${name}.next`, names);
  const reference = content.querySelector(".reference");
  reference.hidden = !(name === "internal" && instance);
  put(reference, "reference", { instance });
  content.querySelector(".actions").replaceChildren(...actionButtons(ending.actions ?? [], retry));
  show(content);
}

function actionButtons(names, retry) {
  const offered = names.filter((name) => name !== "continue" || settings.continueUrl);
  const buttons = offered.map((name, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = i === 0 ? "primary" : "plain";
    put(button, `action.${name}`);
    return button;
  });
  offered.forEach((name, i) => buttons[i].addEventListener("click", whenPressed(buttons, () => actions[name](retry))));
  return buttons;
}
