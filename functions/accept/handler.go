package main

import (
	"context"
	"strings"
	"time"

	"admit/functions/accept/page"
	"admit/shared/access"
	"admit/shared/api"
)

// handler is everything that the holder of a link can do.
type handler struct {
	page     page.Config
	roles    access.Catalogue
	preview  access.Preview
	register access.Register
	accept   access.Accept
	decline  access.Decline
}

func handlers(h handler) api.Handlers {
	return api.Handlers{
		"GET /invitations/{invitationId}":           h.showPage,
		"GET /invitations/{proxy+}":                 h.showPageOfChangedLink,
		"POST /invitations/{invitationId}/preview":  h.showOffer,
		"POST /invitations/{invitationId}/register": h.registerPerson,
		"POST /invitations/{invitationId}/accept":   h.acceptOffer,
		"POST /invitations/{invitationId}/decline":  h.declineOffer,
	}
}

// showPage answers with the same document for every address, and asks the store
// nothing. The page learns what is offered with the token in its address. It
// also repairs an address that was changed on its way: showPage reads nothing of
// the path, which may then hold the token. Only the language is the reader's.
func (h handler) showPage(_ context.Context, r api.Request) (api.Response, error) {
	language := page.Language(r.Query.Get("lang"), r.Event.Headers["accept-language"])
	return page.Document(h.page, language).Answer(r), nil
}

// showPageOfChangedLink answers to a link with slashes that were added. A short
// path whose first segment is empty names no invitation. Gateways may drop the
// empty segment; a single one has a route of its own.
func (h handler) showPageOfChangedLink(ctx context.Context, r api.Request) (api.Response, error) {
	path := r.Event.PathParameters["proxy"]
	id, _, more := strings.Cut(path, "/")
	if (id == "" || !more) && len(strings.Trim(path, "/")) < access.GeneratedIDLength {
		return api.Response{}, access.Refuse(access.NotFound, "There is nothing here.")
	}
	return h.showPage(ctx, r)
}

func (h handler) showOffer(ctx context.Context, r api.Request) (api.Response, error) {
	token, err := decodeToken(r)
	if err != nil {
		return api.Response{}, err
	}
	offered, err := h.preview.Do(ctx, r.Invitation(), token)
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(previewOf(offered)), nil
}

func (h handler) registerPerson(ctx context.Context, r api.Request) (api.Response, error) {
	var body struct {
		Token     *string `json:"token"`
		FirstName string  `json:"firstName"`
		LastName  string  `json:"lastName"`
		Password  string  `json:"password"`
	}
	if err := r.Decode(&body); err != nil {
		return api.Response{}, err
	}
	token, err := required(body.Token)
	if err != nil {
		return api.Response{}, err
	}
	accepted, err := h.register.Do(ctx, r.Invitation(), access.RegisterRequest{
		Token: token, FirstName: body.FirstName, LastName: body.LastName, Password: body.Password,
	})
	if err != nil {
		return api.Response{}, err
	}
	return api.Created("", h.acceptedOf(accepted)), nil
}

func (h handler) acceptOffer(ctx context.Context, r api.Request) (api.Response, error) {
	token, err := decodeToken(r)
	if err != nil {
		return api.Response{}, err
	}
	accepted, err := h.accept.Do(ctx, r.Caller, r.Invitation(), token)
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(h.acceptedOf(accepted)), nil
}

func (h handler) declineOffer(ctx context.Context, r api.Request) (api.Response, error) {
	token, err := decodeToken(r)
	if err != nil {
		return api.Response{}, err
	}
	return api.NoContent(), h.decline.Do(ctx, r.Invitation(), token)
}

func decodeToken(r api.Request) (string, error) {
	var body struct {
		Token *string `json:"token"`
	}
	if err := r.Decode(&body); err != nil {
		return "", err
	}
	return required(body.Token)
}

// required refuses a body without a token. Any token at all is judged by
// whether it opens the invitation.
func required(token *string) (string, error) {
	if token == nil {
		return "", access.InvalidField("token", "is required: the part of the link after #")
	}
	return *token, nil
}

// offer is what an invitee sees before deciding.
type offer struct {
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

// organisation is the organisation as somebody outside may know it.
type organisation struct {
	ID   access.OrganisationID `json:"id"`
	Name string                `json:"name"`
}

type offeredRole struct {
	ID          access.RoleID `json:"id"`
	Name        string        `json:"name"`
	Description string        `json:"description"`
}

type inviter struct {
	Name string `json:"name"`
}

func previewOf(p access.InvitationPreview) offer {
	shown := offer{
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

// accepted is the user with everything held in the organisation now.
type accepted struct {
	User   api.User    `json:"user"`
	Grants []api.Grant `json:"grants"`
}

func (h handler) acceptedOf(a access.AcceptResult) accepted {
	return accepted{api.UserOf(a.User), api.GrantsOf(a.Membership.Grants, access.Organisation{ID: a.Membership.Organisation}, h.roles)}
}
