package main

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/aws/jsii-runtime-go"

	"admit/shared/access"
)

// readLimits takes the limits from the context. Three of them have a bound of
// their own, which is also their default; a wish for more would end in failures
// that nobody could explain, so it is refused here.
func readLimits(r *contextReader) access.Limits {
	limits, most := access.Limits{
		OpenInvitations:      r.count("limitOpenInvitations"),
		InvitationsPerHour:   r.count("limitInvitationsPerHour"),
		MailsPerDay:          r.count("limitMailsPerDay"),
		MailsPerDayOfPartner: r.count("limitMailsPerDayOfPartner"),
		Batch:                r.count("limitBatch"),
		Roles:                r.count("limitRoles"),
		Grants:               r.count("limitGrants"),
	}, access.DefaultLimits
	r.check("limitBatch", above(limits.Batch, most.Batch, "API Gateway waits 30 seconds for a request, in which all of a batch must be written"))
	r.check("limitRoles", above(limits.Roles, most.Roles, "DynamoDB takes items up to 400 KB, and all roles of an invitation stand in one"))
	r.check("limitGrants", above(limits.Grants, most.Grants, "DynamoDB takes items up to 400 KB, and a record holds twice all that a person has in an organisation"))
	r.check("limitRoles", above(limits.Roles, limits.Grants, "what is accepted at once must fit into what a person may have (limitGrants)"))
	return limits
}

// count reads a positive whole number: a number in cdk.json, a string from -c.
func (r *contextReader) count(key string) int {
	value := r.lookUp(key)
	n := 0
	switch v := value.(type) {
	case float64:
		if v == math.Trunc(v) && v <= math.MaxInt32 {
			n = int(v)
		}
	case string:
		if parsed, err := strconv.ParseInt(v, 10, 32); err == nil {
			n = int(parsed)
		}
	}
	if n < 1 {
		r.check(key, fmt.Sprintf("%v is not a whole number from 1 up", value))
		return 1 // which no bound complains of once more
	}
	return n
}

func above(limit, most int, because string) string {
	if limit <= most {
		return ""
	}
	return fmt.Sprintf("%d is more than %d: %s", limit, most, because)
}

// limitsText is the limits as the functions read them.
func limitsText(limits access.Limits) *string {
	text, err := json.Marshal(limits)
	if err != nil {
		panic(err) // a struct of integers is always JSON
	}
	return jsii.String(string(text))
}
