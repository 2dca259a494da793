package dynamo

import (
	"strings"

	"admit/shared/access"
)

// putMembership writes a membership under the user, where authority is checked, and in
// the lists of members. If the membership governs organisations below, putMembership
// also writes it in the list of governors, and its governing part under the user. It
// deletes a membership without grants. It is stale if the membership that was read
// has changed. The transaction is written by commitMembership.
func (t *transaction) putMembership(before, after access.Membership) {
	k, member := membershipKey(after.User.ID, after.Organisation), memberKey(after.Organisation, after.User)
	condition, values := "#version = :version", args{":version": textOf(before.Version)}
	if before.Version == "" {
		condition, values = absent, nil
	}
	if len(after.Grants) == 0 {
		t.delete(k, condition, values)
		t.delete(member, "", nil)
	} else {
		t.put(membershipToItem(k, kindMembership, after), condition, values)
		t.putListed(member, kindMember, after)
	}
	t.putEnding(before, after)
	t.listMembership(before, after)
	governor, governed := governorKey(after.Organisation, after.User), governedKey(after.User.ID, after.Organisation)
	switch {
	case after.GovernsBelow():
		t.putListed(governor, kindGovernor, after)
		t.put(membershipToItem(governed, kindGoverned, after.Governing()), "", nil)
	case before.GovernsBelow():
		t.delete(governor, "", nil)
		t.delete(governed, "", nil)
	}
}

// countAdmins adjusts the organisation's counts of administrators to a change of a
// membership, as changeAdmins does.
func (t *transaction) countAdmins(before, after access.Membership, allowNone bool) {
	t.changeAdmins(after.Organisation, access.AdminsChange(before, after), access.PartnerAdminsChange(before, after), allowNone)
}

// changeAdmins changes the organisation's counts of administrators. Unless allowNone is
// true, it is stale for a change that removes the last administrator, or the last
// Partner Organisation Admin while there are organisations below. A count that the
// item does not have is zero.
func (t *transaction) changeAdmins(o access.OrganisationID, adminsChange, partnerAdminsChange int, allowNone bool) {
	var add []string
	conditions, values := []string{"attribute_exists(pk)"}, args{}
	count := func(name string, change int, keepsOne string) { // keepsOne: the condition that one remains
		if change == 0 {
			return
		}
		add, values[":"+name] = append(add, "#"+name+" :"+name), numberOf(change)
		if change < 0 && !allowNone {
			conditions, values[":least"] = append(conditions, keepsOne), numberOf(1)
		}
	}
	count("admins", adminsChange, "#admins > :least")
	count("partnerAdmins", partnerAdminsChange, "(#partnerAdmins > :least OR attribute_not_exists(#children) OR #children < :least)")
	if len(add) > 0 {
		t.updateShared(organisationKey(o), "ADD "+strings.Join(add, ", "), strings.Join(conditions, " AND "), values)
	}
}
