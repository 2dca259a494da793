package dynamo

import (
	"errors"
	"fmt"
	"strings"

	"admit/shared/access"
)

// putMembership writes a permission row in all its places: under the user, where authority
// is read, and under the organisation, where it is listed, once more if it
// governs what is below.
func (t *transaction) putMembership(before, after access.Membership) {
	at, member := membershipKey(after.User.ID, after.Organisation), memberKey(after.Organisation, after.User)
	condition, values := "#version = :version", args{":version": before.Version}
	if before.Version == "" {
		condition, values = absent, nil
	}
	if len(after.Grants) == 0 {
		t.delete(at, condition, values)
		t.delete(member, "", nil)
	} else {
		t.put(membershipToItem(at, "row", after), condition, values)
		t.put(membershipToItem(member, "member", after), "", nil)
	}
	governor := governorKey(after.Organisation, after.User)
	switch {
	case after.GovernsBelow():
		t.put(membershipToItem(governor, "governor", after), "", nil)
	case before.GovernsBelow():
		t.delete(governor, "", nil)
	}
}

// admins keeps the numbers of the organisation's own administrators. Unless it
// may be left without them, the last administrator does not go, nor does the last
// Partner Organisation Admin while there are organisations below. An item may
// lack a number, which counts as zero.
func (t *transaction) admins(before, after access.Membership, leaderless bool) {
	var add []string
	conditions, values := []string{"attribute_exists(pk)"}, args{}
	count := func(name string, change int, keepsOne string) {
		if change == 0 {
			return
		}
		add, values[":"+name] = append(add, "#"+name+" :"+name), change
		if change < 0 && !leaderless {
			conditions, values[":least"] = append(conditions, keepsOne), 1
		}
	}
	count("admins", access.AdminsChange(before, after), "#admins > :least")
	count("partnerAdmins", access.PartnerAdminsChange(before, after),
		"(#partnerAdmins > :least OR attribute_not_exists(#children) OR #children < :least)")
	if len(add) > 0 {
		t.updateShared(organisationKey(after.Organisation), "ADD "+strings.Join(add, ", "), strings.Join(conditions, " AND "), values)
	}
}

// checkAuthority makes the transaction rest on a grant, if there is one to rest on.
func (t *transaction) checkAuthority(w *access.Authority) {
	t.checkAuthorities(optionalAuthority(w))
}

func optionalAuthority(w *access.Authority) []access.Authority {
	if w == nil {
		return nil
	}
	return []access.Authority{*w}
}

// checkAuthoritiesBeside makes a transaction that writes a row rest on grants. One in
// that very row must stand in what was there before, which the row's version
// proves.
func (t *transaction) checkAuthoritiesBeside(before, after access.Membership, ws []access.Authority) {
	var elsewhere []access.Authority
	for _, w := range ws {
		switch {
		case w.User != after.User.ID || w.Scope.Organisation != after.Organisation:
			elsewhere = append(elsewhere, w)
		case !before.Holds(w.Role, w.Scope):
			t.err = errors.Join(t.err, access.ErrStale)
		}
	}
	t.checkAuthorities(elsewhere)
}

// checkAuthorities makes the transaction rest on grants: an item for each row in which
// they stand.
func (t *transaction) checkAuthorities(ws []access.Authority) {
	var keys []key
	names := map[key][]string{}
	for _, w := range ws {
		k := membershipKey(w.User, w.Scope.Organisation)
		if names[k] == nil {
			keys = append(keys, k)
		}
		names[k] = append(names[k], grantName(w.Role, w.Scope.Account))
	}
	for _, k := range keys {
		var stand []string
		grants := args{}
		for n, name := range names[k] {
			grants[fmt.Sprintf("#grant%d", n)] = name
			stand = append(stand, fmt.Sprintf("attribute_exists(#grants.#grant%d)", n))
		}
		t.checkShared(k, strings.Join(stand, " AND "), grants)
	}
}
