package main

import (
	"context"
	"encoding/json"
	"log/slog"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/redrive"
)

// handler has the use cases of operators. A call names one by its action.
type handler struct {
	create  access.CreateOrganisation
	invite  access.InviteAdministrator
	delete  access.DeleteUser
	migrate access.Migrate
	imports access.Import
	exports access.Export
	relink  access.Relink
	rename  access.Rename
	remove  access.Delete
	hashes  access.AddressHasher
	resend  access.Resend
	find    access.FindUser
	redrive redrive.Redrive
	person  access.ExportPerson
	retain  access.Retain
}

// serve answers a call. The answer to a refused call is a problem. Only an internal
// error is returned as an error.
func (h handler) serve(ctx context.Context, call json.RawMessage) (any, error) {
	var named struct {
		Action string `json:"action"`
	}
	_ = json.Unmarshal(call, &named) // a call that is not an object has no action
	actions := map[string]func(context.Context, json.RawMessage) (any, error){
		"create-organisation":  h.createOrganisation,
		"rename-organisation":  h.renameOrganisation,
		"delete-organisation":  h.deleteOrganisation,
		"invite-administrator": h.inviteAdministrator,
		"delete-profile":       h.deleteUser,
		"relink":               h.relinkUser,
		"hash-address":         h.hashAddress,
		"migrate":              h.migrateTable,
		"import":               h.importLines,
		"export":               h.exportLines,
		"find":                 h.findUser,
		"resend":               h.resendInvitation,
		"redrive":              h.redriveLetters,
		"export-person":        h.exportPerson,
		"retain":               h.retainTable,
	}
	action, known := actions[named.Action]
	if !known {
		return api.ProblemOf(access.InvalidField("action", "must be create-organisation, rename-organisation, delete-organisation, invite-administrator, delete-profile, relink, migrate, import, export, find, resend, redrive, hash-address, export-person or retain"), ""), nil
	}
	answer, err := action(ctx, call)
	switch {
	case err == nil:
		slog.InfoContext(ctx, "operator call", "action", named.Action)
		return answer, nil
	case access.KindOf(err) == access.Internal:
		return nil, err
	}
	slog.InfoContext(ctx, "operator call", "action", named.Action, "problem", access.KindOf(err))
	return api.ProblemOf(err, ""), nil
}

// administrator is the person to invite as an administrator.
type administrator struct {
	Email     string `json:"email"`
	FirstName string `json:"firstName"`
	LastName  string `json:"lastName"`
}

// request returns the request to the use case.
func (a administrator) request(locale string) access.InviteRequest {
	return access.InviteRequest{Email: a.Email, FirstName: a.FirstName, LastName: a.LastName, Locale: locale}
}

func (h handler) createOrganisation(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action  string        `json:"action"`
		Key     string        `json:"key"`
		Name    string        `json:"name"`
		Admin   administrator `json:"admin"`
		Partner bool          `json:"partner"`
		Locale  string        `json:"locale"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	organisation, invitation, err := h.create.Do(ctx, access.CreateOrganisationRequest{
		Key: body.Key, Name: body.Name, Partner: body.Partner, Admin: body.Admin.request(body.Locale),
	})
	if err != nil {
		return nil, err
	}
	answer := map[string]any{"organisation": api.OrganisationOf(organisation)}
	if invitation.ID != "" { // a repeated call may find that the invitation was removed
		answer["invitation"] = api.InvitationOf(invitation, h.create.Now())
	}
	return answer, nil
}

func (h handler) inviteAdministrator(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action         string                `json:"action"`
		OrganisationID access.OrganisationID `json:"organisationId"`
		Admin          administrator         `json:"admin"`
		Locale         string                `json:"locale"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	invitation, err := h.invite.Do(ctx, body.OrganisationID, body.Admin.request(body.Locale))
	if err != nil {
		return nil, err
	}
	return map[string]any{"invitation": api.InvitationOf(invitation, h.invite.Now())}, nil
}

// relinkUser moves a user to another identity, another address, or both.
func (h handler) relinkUser(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action  string        `json:"action"`
		UserID  access.UserID `json:"userId"`
		Issuer  string        `json:"issuer"`
		Subject string        `json:"subject"`
		Email   string        `json:"email"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	user, err := h.relink.Do(ctx, access.RelinkRequest{User: body.UserID, Issuer: body.Issuer, Subject: body.Subject, Email: body.Email})
	if err != nil {
		return nil, err
	}
	return map[string]any{"relinked": true, "userId": user.ID, "email": user.Email.String()}, nil
}

// migration is how far the migration has come, in items.
type migration struct {
	Examined int   `json:"examined"`
	Total    int64 `json:"total"` // of the table, an estimate
	Written  int   `json:"written"`
	Deleted  int   `json:"deleted"`
	Done     bool  `json:"done"`
}

// migrateTable migrates as much as one call has time for.
func (h handler) migrateTable(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action string `json:"action"`
		Rate   int    `json:"rate"`
		Again  bool   `json:"again"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	m, err := h.migrate.Do(ctx, body.Rate, body.Again)
	if err != nil {
		return nil, err
	}
	return map[string]any{"migration": migration{m.Examined, m.Total, m.Written, m.Deleted, m.Done}}, nil
}
