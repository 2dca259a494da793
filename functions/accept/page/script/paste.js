// The form for a link that did not arrive whole: one pastes it, whatever is around it.

function pasteForm(ending) {
  const form = part("paste").querySelector("form");
  const { link } = form.elements;
  link.addEventListener("input", () => blame(link));
  link.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = readLinkOf(sites(), link.value, invitation.id);
    const fault = pasteFault(link.value, found, ending);
    if (!fault) return openLink(found);
    blame(link, say(fault));
    link.focus();
  });
  return form;
}

// pasteFault names what is wrong with the pasted text, or nothing. Where the
// address names an invitation whose token is missing, only its own link is
// taken. A link that does not work may have been replaced by any other.
function pasteFault(text, found, ending) {
  if (text.trim() === "") return "field.required";
  if (!found) return "link.none";
  const named = invitation.id.length === idLength;
  if (ending === "no-secret" && named && found.id !== invitation.id) return "link.other";
  return found.token ? "" : "link.broken";
}
