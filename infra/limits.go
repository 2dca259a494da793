package main

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/aws/jsii-runtime-go"

	"admit/shared/access"
)

// readLimits reads the limits from the context. Three limits have an upper bound,
// which is also their default. Higher values would cause failures that are hard to
// explain, so readLimits refuses them.
func readLimits(r *contextReader) access.Limits {
	limits, bounds := access.Limits{
		OpenInvitations:      r.count("limitOpenInvitations"),
		InvitationsPerHour:   r.count("limitInvitationsPerHour"),
		MailsPerDay:          r.count("limitMailsPerDay"),
		MailsPerDayOfPartner: r.count("limitMailsPerDayOfPartner"),
		Batch:                r.count("limitBatch"),
		Roles:                r.count("limitRoles"),
		Grants:               r.count("limitGrants"),
	}, access.DefaultLimits
	r.check("limitBatch", above(limits.Batch, bounds.Batch, "API Gateway waits 30 seconds for a response, and the whole batch must be written in that time"))
	r.check("limitRoles", above(limits.Roles, bounds.Roles, "DynamoDB items are limited to 400 KB, and one item holds all roles of an invitation"))
	r.check("limitGrants", above(limits.Grants, bounds.Grants, "DynamoDB items are limited to 400 KB, and an event holds a person's grants in an organisation before and after a change"))
	r.check("limitRoles", above(limits.Roles, limits.Grants, "one invitation must not offer more roles than a person may hold (limitGrants)"))
	return limits
}

// count reads a positive whole number: a JSON number from cdk.json or a string from -c.
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
		r.check(key, fmt.Sprintf("%v is not a whole number of at least 1", value))
		return 1 // within every bound, so that the problem is reported once
	}
	return n
}

func above(limit, bound int, reason string) string {
	if limit <= bound {
		return ""
	}
	return fmt.Sprintf("%d is more than %d: %s", limit, bound, reason)
}

// limitsText returns the limits in the format that the functions read.
func limitsText(limits access.Limits) *string {
	text, err := json.Marshal(limits)
	if err != nil {
		panic(err) // a struct of integers is always JSON
	}
	return jsii.String(string(text))
}
