// Package access is the domain of Admit: organisations, accounts, roles, grants,
// invitations and users, the policy that says who may change what, and one use
// case a file.
//
// It imports only the standard library and text libraries. Every use case gets
// the time from a [Clock], and no code reads the environment. The domain does not
// know which database, directory, email service or transport is used. A use case
// reaches the database through the small interfaces in store.go, and the
// identity provider through [Identities] and [Directory].
//
// # Rules
//
// Every use case keeps these rules. Comments cite them by name.
//
//   - Governed roles: nobody grants, changes or removes a role that they do not
//     govern. A role that is not in the catalogue, or that cannot be granted at
//     the scope, cannot be offered or granted. The same function judges
//     invitations, edits and removals.
//   - Current authority: authority is read with every request, never taken from a
//     token. A write that changes access carries the grant that it depends on,
//     and is stale when that grant is gone. An invitation changes no access, so
//     sending one does not carry it.
//   - Inviter's authority: it is read again when an invitation is accepted. If
//     the inviter could no longer grant the roles, the acceptance is refused. An
//     administrator who resends the invitation becomes its inviter.
//   - Immediate effect: the first request after a removal is refused, whatever
//     token it carries. To a user who has no role in an organisation and does not
//     govern it from above, the organisation does not exist: the answer is the
//     same as for an unknown id.
//   - Last administrator: only somebody who governs an organisation from above
//     may remove or demote its last administrator, or its last Partner
//     Organisation Admin while it has organisations below.
//   - No machine clients: a program neither invites nor accepts, and changes
//     nobody's access. It may ask for decisions and read organisations: those use
//     cases have a method ForProgram. The transport passes a program's token on
//     to no other use case.
//   - Addresses are compared, not rewritten: an email address is kept as typed.
//     It is compared case-insensitively, with its domain in ASCII form.
//   - Audit log: a change to an organisation, an account, an invitation or a
//     membership is written together with its event, which says who did what to
//     whom, and when, with the names of that time.
//
// An operator has no grants. The rules on governed roles, current and inviter's
// authority, and the last administrator do not apply to what an operator does:
// [CreateOrganisation], [InviteAdministrator], [DeleteUser], [Relink] and
// [Import].
package access
