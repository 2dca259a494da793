// What is offered, and the two answers to it.

// openInvitation asks what is offered and shows it. It changes nothing.
async function openInvitation(remark) {
  showBusy();
  try {
    const offer = await ask("preview");
    offer.names = {
      organisation: offer.organisation.name,
      inviter: offer.invitedBy?.name || texts["offer.someone"],
      email: offer.email,
    };
    invitation.offer = offer;
  } catch (problem) {
    return showProblem(problem, () => openInvitation(remark));
  }
  showOffer(remark);
}

function showOffer(remark) {
  const { offer } = invitation;
  const content = part("offer", offer.names);
  content.querySelector(".monogram").textContent = [...offer.organisation.name.trim()][0] ?? "";
  if (offer.account) put(content.querySelector(".account"), "value.account", { account: offer.account.name });
  else put(content.querySelector(".account"), "offer.everywhere");
  content.querySelector(".roles").replaceChildren(...offer.roles.map((role) => part("role", { role: role.name, description: role.description })));
  followTime(content.querySelector("time"), content.querySelector(".left"), offer);

  const answer = offer.registration === "existing" ? signInChoice(offer) : registerForm(offer, settings.rule);
  const decline = answer.querySelector(".decline");
  decline.addEventListener("click", () => decline.hasAttribute("aria-disabled") || confirmDecline(offer));
  content.querySelector(".answer").append(answer);

  const box = content.querySelector(".notice");
  show(content);
  if (remark) notice(box, say(remark.key), remark.bad);
}

function followTime(time, left, offer) {
  const end = Date.parse(offer.expiresAt);
  const skew = offer.at - Date.now();
  time.dateTime = offer.expiresAt;
  time.textContent = sayTime(end);
  const tick = () => {
    left.textContent = sayTimeLeft(end - Date.now() - skew);
    if (left.isConnected) setTimeout(tick, 20e3);
  };
  tick();
  setTimeout(tick, 20e3);
}

function signInChoice(offer) {
  const choice = part("sign-in", offer.names).querySelector("section");
  const leave = whenPressed(choice.querySelectorAll("button"), leaveToSignIn);
  choice.querySelector(".primary").addEventListener("click", leave);
  return choice;
}

function confirmDecline(offer) {
  const dialog = part("decline", offer.names).querySelector("dialog");
  const decline = dialog.querySelector(".danger");
  const keep = dialog.querySelector(".keep");
  const box = dialog.querySelector(".notice");
  const underWay = () => decline.hasAttribute("aria-disabled"); // there is no way back then
  decline.addEventListener("click", whenPressed([decline, keep], async () => {
    announce("busy.declining");
    await ask("decline");
    finish("declined");
  }, (words) => notice(box, words, true)));
  keep.addEventListener("click", () => underWay() || dialog.close());
  // The key, and not what it brings about: a browser lets that be prevented once.
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && underWay() && event.preventDefault());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
