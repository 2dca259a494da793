// The invitation, with the choice to accept or decline.

// openInvitation requests the invitation and shows it. It changes nothing.
async function openInvitation(initialNotice) {
  showBusy("busy.opening");
  try {
    const offer = await post("preview");
    offer.names = {
      organisation: offer.organisation.name,
      inviter: offer.invitedBy?.name || texts["offer.someone"],
      asked: offer.invitedBy?.name || texts["offer.someone-asked"],
      email: offer.email,
    };
    invitation.offer = offer;
  } catch (problem) {
    return showProblem(problem, () => openInvitation(initialNotice));
  }
  showOffer(initialNotice);
}

function showOffer(initialNotice) {
  const { offer } = invitation;
  const content = part("offer", offer.names);
  content.querySelector(".monogram").textContent = [...offer.organisation.name.trim()][0] ?? "";
  if (offer.account) setText(content.querySelector(".account"), "value.account", { account: offer.account.name });
  else setText(content.querySelector(".account"), "offer.everywhere");
  content.querySelector(".roles").replaceChildren(...offer.roles.map((role) => part("role", { role: role.name, description: describe(role) })));
  showExpiry(content.querySelector("time"), content.querySelector(".left"), offer);

  const answer = offer.registration === "new" ? registerForm(offer, settings.rule) : signInSection(offer);
  const decline = answer.querySelector(".decline");
  decline.addEventListener("click", () => decline.hasAttribute("aria-disabled") || confirmDecline(offer));
  content.querySelector(".answer").append(answer);

  const box = content.querySelector(".notice");
  show(content);
  if (initialNotice) notice(box, format(initialNotice.key), initialNotice.bad);
}

// describe returns the description of a role, with the time at which it ends.
function describe({ description, until }) {
  if (!until) return description;
  return `${description} ${texts["offer.role-until"].replace("{time}", formatDay(Date.parse(until)))}.`;
}

function showExpiry(time, left, offer) {
  const end = Date.parse(offer.expiresAt);
  const skew = offer.at - Date.now();
  time.dateTime = offer.expiresAt;
  time.textContent = formatTime(end);
  const tick = () => {
    left.textContent = formatTimeLeft(end - Date.now() - skew);
    if (left.isConnected) setTimeout(tick, 20e3);
  };
  tick();
  setTimeout(tick, 20e3);
}

function signInSection(offer) {
  const choice = part("sign-in", offer.names).querySelector("section");
  if (offer.registration === "sign-in") setText(choice.querySelector(".how"), "sign-in.first", offer.names);
  const leave = onPress(choice.querySelectorAll("button"), () => goToSignIn());
  choice.querySelector(".primary").addEventListener("click", leave);
  return choice;
}

function confirmDecline(offer) {
  const dialog = part("decline", offer.names).querySelector("dialog");
  const decline = dialog.querySelector(".danger");
  const keep = dialog.querySelector(".keep");
  const box = dialog.querySelector(".notice");
  const declining = () => decline.hasAttribute("aria-disabled"); // the request is sent and cannot be cancelled
  decline.addEventListener("click", onPress([decline, keep], async () => {
    announce("busy.declining");
    await post("decline");
    finish("declined");
  }, (words) => notice(box, words, true)));
  keep.addEventListener("click", () => declining() || dialog.close());
  // Prevents the key, not the cancel event: browsers let a page prevent that only once.
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && declining() && event.preventDefault());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
