// The form for pasting a link that arrived incomplete. Text around it is allowed.

function pasteForm(ending) {
  const form = part("paste").querySelector("form");
  const { link } = form.elements;
  link.addEventListener("input", () => setFieldError(link));
  link.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = readLinkForSites(sites(), link.value, invitation.id);
    const error = pasteError(link.value, found, ending);
    if (!error) return openLink(found);
    setFieldError(link, format(error));
    link.focus();
  });
  return form;
}

// pasteError returns the key of the error text, or an empty string. If the address
// has the id of an invitation but no token, only the link of that invitation is
// accepted. Instead of a link that does not work, any other link is accepted.
function pasteError(text, found, ending) {
  if (text.trim() === "") return "field.required";
  if (!found) return "link.none";
  const named = invitation.id.length === idLength;
  if (ending === "incomplete-link" && named && found.id !== invitation.id) return "link.other";
  return found.token ? "" : "link.broken";
}
