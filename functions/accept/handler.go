package main

import (
	"context"
	"strings"
	"time"

	"admit/functions/accept/page"
	"admit/shared/access"
	"admit/shared/api"
)

// handler serves people who have an invitation link.
type handler struct {
	page     page.Config
	roles    access.Catalogue
	preview  access.Preview
	register access.Register
	accept   access.Accept
	decline  access.Decline
}

// handlers returns the handlers of the function's routes.
func handlers(h handler) api.Handlers {
	return api.Handlers{
		"GET /invitations/{invitationId}":           h.showPage,
		"GET /invitations/{proxy+}":                 h.showPageForDamagedLink,
		"POST /invitations/{invitationId}/preview":  h.previewInvitation,
		"POST /invitations/{invitationId}/register": h.registerInvitee,
		"POST /invitations/{invitationId}/accept":   h.acceptInvitation,
		"POST /invitations/{invitationId}/decline":  h.declineInvitation,
	}
}

// showPage returns the same page for every invitation and does not read the table.
// Only the language depends on the request. The page requests the preview with the
// token in its URL. It also repairs a damaged link. The path of such a link may
// contain the token, so showPage does not read the path.
func (h handler) showPage(_ context.Context, r api.Request) (api.Response, error) {
	language := page.Language(r.Query.Get("lang"), r.Event.Headers["accept-language"])
	return page.Document(h.page, language).Answer(r)
}

// showPageForDamagedLink returns the page for a link to which slashes were added. It
// returns 404 if the first segment is empty and the path is too short to contain the
// id of an invitation. Normally a path of one segment matches the other route. It
// matches this one only if a gateway has removed an empty first segment.
func (h handler) showPageForDamagedLink(ctx context.Context, r api.Request) (api.Response, error) {
	path := r.Event.PathParameters["proxy"]
	id, _, more := strings.Cut(path, "/")
	if (id == "" || !more) && len(strings.Trim(path, "/")) < access.GeneratedIDLength {
		return api.Response{}, access.Refuse(access.NotFound, "There is no such page.")
	}
	return h.showPage(ctx, r)
}

func (h handler) previewInvitation(ctx context.Context, r api.Request) (api.Response, error) {
	token, err := decodeToken(r)
	if err != nil {
		return api.Response{}, err
	}
	invitation, err := h.preview.Do(ctx, r.Invitation(), token)
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(previewOf(invitation)), nil
}

func (h handler) registerInvitee(ctx context.Context, r api.Request) (api.Response, error) {
	var body struct {
		Token     *string `json:"token"`
		FirstName string  `json:"firstName"`
		LastName  string  `json:"lastName"`
		Password  string  `json:"password"`
	}
	if err := r.Decode(&body); err != nil {
		return api.Response{}, err
	}
	token, err := requireToken(body.Token)
	if err != nil {
		return api.Response{}, err
	}
	accepted, err := h.register.Do(ctx, r.Invitation(), access.RegisterRequest{
		Token: token, FirstName: body.FirstName, LastName: body.LastName, Password: body.Password,
	})
	if err != nil {
		return api.Response{}, err
	}
	return api.Created("", h.acceptanceOf(accepted)), nil
}

func (h handler) acceptInvitation(ctx context.Context, r api.Request) (api.Response, error) {
	token, err := decodeToken(r)
	if err != nil {
		return api.Response{}, err
	}
	accepted, err := h.accept.Do(ctx, r.Caller, r.Invitation(), token)
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(h.acceptanceOf(accepted)), nil
}

func (h handler) declineInvitation(ctx context.Context, r api.Request) (api.Response, error) {
	token, err := decodeToken(r)
	if err != nil {
		return api.Response{}, err
	}
	return api.NoContent(), h.decline.Do(ctx, r.Invitation(), token)
}

// decodeToken returns the token in a body that has only the token.
func decodeToken(r api.Request) (string, error) {
	var body struct {
		Token *string `json:"token"`
	}
	if err := r.Decode(&body); err != nil {
		return "", err
	}
	return requireToken(body.Token)
}

// requireToken returns the token, or a refusal if the body has none. It accepts every
// other value, because only the use case can tell whether the token is right.
func requireToken(token *string) (string, error) {
	if token == nil {
		return "", access.InvalidField("token", "is required; it is the part of the link after #")
	}
	return *token, nil
}

// preview is what an invitee sees before they accept or decline. Registration is
// "existing" if the address already has a user, and otherwise "new".
type preview struct {
	Email        string        `json:"email"`
	FirstName    string        `json:"firstName"`
	LastName     string        `json:"lastName"`
	Organisation organisation  `json:"organisation"`
	Account      *api.Account  `json:"account,omitempty"`
	Roles        []offeredRole `json:"roles"`
	InvitedBy    inviter       `json:"invitedBy"`
	ExpiresAt    time.Time     `json:"expiresAt"`
	Registration string        `json:"registration"`
}

// organisation is the part of an organisation that an invitee may see.
type organisation struct {
	ID   access.OrganisationID `json:"id"`
	Name string                `json:"name"`
}

// offeredRole is a role that the invitation offers.
type offeredRole struct {
	ID          access.RoleID `json:"id"`
	Name        string        `json:"name"`
	Description string        `json:"description"`
}

// inviter is the part of the inviter that an invitee may see.
type inviter struct {
	Name string `json:"name"`
}

// previewOf returns a preview as the API shows it.
func previewOf(p access.InvitationPreview) preview {
	shown := preview{
		Email: p.Email, FirstName: p.Invitation.FirstName, LastName: p.Invitation.LastName,
		Organisation: organisation{p.Organisation.ID, p.Organisation.Name}, InvitedBy: inviter{p.Invitation.Inviter.Name},
		ExpiresAt: p.Invitation.ExpiresAt, Registration: "new",
	}
	if p.HasUser {
		shown.Registration = "existing"
	}
	if p.Account != nil {
		shown.Account = &api.Account{ID: p.Account.ID, Name: p.Account.Name}
	}
	for _, role := range p.Roles {
		shown.Roles = append(shown.Roles, offeredRole{role.ID, role.Name, role.Description})
	}
	return shown
}

// acceptance is the user, and everything that the user now holds directly in the
// organisation.
type acceptance struct {
	User   api.User    `json:"user"`
	Grants []api.Grant `json:"grants"`
}

// acceptanceOf returns the result of an acceptance as the API shows it.
func (h handler) acceptanceOf(a access.AcceptResult) acceptance {
	return acceptance{api.UserOf(a.User), api.GrantsOf(a.Membership.Grants, access.Organisation{ID: a.Membership.Organisation}, h.roles)}
}
