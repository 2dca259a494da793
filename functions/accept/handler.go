package main

import (
	"context"
	"strings"

	"admit/functions/accept/page"
	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/languages"
)

// handler serves people who have an invitation link.
type handler struct {
	page     page.Config
	roles    access.Catalogue
	preview  access.Preview
	register access.Register
	accept   access.Accept
	request  access.RequestAcceptance
	decline  access.Decline
	renew    access.RequestRenewal
	own      access.OwnInvitations
	rename   access.RenameUser
	cursors  api.Cursors
}

// handlers returns the handlers of the function's routes.
func handlers(h handler) api.Handlers {
	return api.Handlers{
		"GET /invitations/{invitationId}":           h.showPage,
		"GET /invitations/{proxy+}":                 h.showPageForDamagedLink,
		"POST /invitations/{invitationId}/preview":  h.previewInvitation,
		"POST /invitations/{invitationId}/register": h.registerInvitee,
		"POST /invitations/{invitationId}/accept":   h.acceptInvitation,
		"POST /invitations/{invitationId}/request":  h.requestAcceptance,
		"POST /invitations/{invitationId}/decline":  h.declineInvitation,
		"POST /invitations/{invitationId}/renewal":  h.requestRenewal,

		"PATCH /me":           h.renameUser,
		"GET /me/invitations": h.ownInvitations,
		"POST /me/invitations/{invitationId}/accept":  h.acceptOwnInvitation,
		"POST /me/invitations/{invitationId}/decline": h.declineOwnInvitation,
	}
}

// showPage returns the same page for every invitation and does not read the table.
// Only the language depends on the request. The page requests the preview with the
// token in its URL. It also repairs a damaged link. The path of such a link may
// contain the token, so showPage does not read the path.
func (h handler) showPage(_ context.Context, r api.Request) (api.Response, error) {
	language := page.Language(r.Query.Get("lang"), r.AcceptLanguage())
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
	texts, language, err := languages.RoleTexts(r.AcceptLanguage())
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(preview{offerOf(invitation, texts), invitation.Registration}).InLanguage(language), nil
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
		Language: readerLanguage(r),
	})
	if err != nil {
		return api.Response{}, err
	}
	return api.Created("", h.acceptanceOf(accepted)), nil
}

func (h handler) acceptInvitation(ctx context.Context, r api.Request) (api.Response, error) {
	request, err := decodeAcceptance(r)
	if err != nil {
		return api.Response{}, err
	}
	accepted, err := h.accept.Do(ctx, r.Caller, r.Invitation(), request)
	if err != nil {
		return api.Response{}, err
	}
	return api.OK(h.acceptanceOf(accepted)), nil
}

func (h handler) requestAcceptance(ctx context.Context, r api.Request) (api.Response, error) {
	request, err := decodeAcceptance(r)
	if err != nil {
		return api.Response{}, err
	}
	requested, err := h.request.Do(ctx, r.Caller, r.Invitation(), request)
	if err != nil {
		return api.Response{}, err
	}
	return api.Accepted(api.AcceptanceRequestOf(requested)), nil
}

// decodeAcceptance returns what a person sends who accepts or asks to.
func decodeAcceptance(r api.Request) (access.AcceptRequest, error) {
	var body struct {
		Token   *string `json:"token"`
		IDToken string  `json:"idToken"`
	}
	if err := r.Decode(&body); err != nil {
		return access.AcceptRequest{}, err
	}
	token, err := requireToken(body.Token)
	return access.AcceptRequest{Token: token, IDToken: body.IDToken, Language: readerLanguage(r)}, err
}

func (h handler) declineInvitation(ctx context.Context, r api.Request) (api.Response, error) {
	token, err := decodeToken(r)
	if err != nil {
		return api.Response{}, err
	}
	return api.NoContent(), h.decline.Do(ctx, r.Invitation(), token)
}

func (h handler) requestRenewal(ctx context.Context, r api.Request) (api.Response, error) {
	token, err := decodeToken(r)
	if err != nil {
		return api.Response{}, err
	}
	requestedAt, err := h.renew.Do(ctx, r.Invitation(), token)
	if err != nil {
		return api.Response{}, err
	}
	return api.Accepted(renewal{requestedAt}), nil
}

// readerLanguage returns the language in which somebody reads the page. It is empty for a
// client that sends none, or only others.
func readerLanguage(r api.Request) string { return page.Reader(r.AcceptLanguage()) }

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

// acceptance is the user, everything that the user now holds directly in the
// organisation, and where they continue.
type acceptance struct {
	User        api.User    `json:"user"`
	Grants      []api.Grant `json:"grants"`
	ContinueURL string      `json:"continueUrl,omitempty"`
}

// acceptanceOf returns the result of an acceptance as the API shows it.
func (h handler) acceptanceOf(a access.AcceptResult) acceptance {
	grants := api.GrantsOf(a.Membership.Grants, access.Organisation{ID: a.Membership.Organisation}, h.roles)
	return acceptance{api.UserOf(a.User), grants, a.ContinueURL}
}
