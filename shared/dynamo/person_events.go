package dynamo

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
)

// deleteFromEvent replaces the person in an event. The stream has the change as a change of
// an item, and only new items are published.
func (p *personPart) deleteFromEvent(ctx context.Context, i item) error {
	stored, err := read[eventItem](i)
	if err != nil {
		return err
	}
	learned := false
	for _, event := range stored.events() {
		more, err := p.Deletion.LearnFrom(ctx, p.store, event)
		if err != nil {
			return err
		}
		learned = learned || more
	}
	if learned { // once the event has the pseudonym, it no longer says so
		p.Deletion.Found = true
		if err := p.store.savePersonDeletion(ctx, &p.Deletion, p.run.Now()); err != nil {
			return err
		}
	}
	if !stored.replace(p.Deletion.Pseudonymise) {
		return nil
	}
	p.changed++
	const actor, subject, then, invited = "actor", "subject", "then", "invitedEmail"
	condition := "attribute_exists(pk) AND " + asRead(i, actor, subject, then, invited, TimeToLive)
	_, err = p.store.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &p.store.Table, Item: attributesOf(&stored), ConditionExpression: &condition,
		ExpressionAttributeNames: namesIn("", condition), ExpressionAttributeValues: valuesOf(i, actor, subject, then, invited, TimeToLive)})
	// If the time-to-live has removed the event, or somebody has changed it, the next pass looks again.
	if err != nil && failure(err) != access.ErrStale { //nolint:errorlint // failure returns it bare
		return failure(err)
	}
	return nil
}

// replace replaces the events of an item. It reports whether one of them has changed.
func (i *eventItem) replace(by func(access.Event) (access.Event, bool)) bool {
	events := i.events()
	first, changed := by(events[0])
	replaced := eventToItem(key{i.PK, i.SK}, i.Kind, first)
	replaced.ExpiresAt = i.ExpiresAt
	if len(events) > 1 {
		second, also := by(events[1])
		own := eventToItem(key{i.PK, i.SK}, i.Kind, second)
		replaced.Then, changed = &secondEvent{own.ID, own.Type, own.Actor, own.Before, own.After, own.Detail}, changed || also
	}
	if changed {
		*i = *replaced
	}
	return changed
}

// deleteFromAnswer replaces the person in the stored answer to a request with an
// idempotency key. A repetition still gets an answer of the same form.
func (p *personPart) deleteFromAnswer(ctx context.Context, i item) error {
	stored, err := read[idempotencyItem](i)
	if err != nil || len(stored.Answer) == 0 {
		return err
	}
	answer, changed := p.replaceInJSON(stored.Answer)
	if !changed {
		return nil
	}
	p.changed++
	return p.store.updateOne(ctx, keyOf(i), "SET #answer = :after", "#answer = :before", args{":after": octetsOf(answer), ":before": octetsOf(stored.Answer)})
}

// replaceInJSON replaces the person in a JSON text. What is no JSON is searched as a text.
func (p *personPart) replaceInJSON(text []byte) ([]byte, bool) {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&value) != nil {
		replaced := p.replaceInText(string(text))
		return []byte(replaced), replaced != string(text)
	}
	r := jsonReplacer{part: p}
	value = r.replace(value)
	if !r.changed {
		return text, false
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(value) != nil {
		return []byte("null"), true // cannot happen: it was decoded from JSON
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), true
}

// jsonReplacer replaces the person in a JSON value.
type jsonReplacer struct {
	part    *personPart
	changed bool
}

func (r *jsonReplacer) replace(value any) any {
	switch v := value.(type) {
	case map[string]any:
		return r.replaceInObject(v)
	case []any:
		for n := range v {
			v[n] = r.replace(v[n])
		}
	case string:
		var replaced string
		if inner := strings.TrimSpace(v); strings.HasPrefix(inner, "{") || strings.HasPrefix(inner, "[") {
			text, _ := r.part.replaceInJSON([]byte(v))
			replaced = string(text)
		} else {
			replaced = r.part.replaceInText(v)
		}
		r.changed = r.changed || replaced != v
		return replaced
	}
	return value
}

// replaceInObject replaces the names beside an address or an id of the person, and what a
// product has stored with an invitation to them.
func (r *jsonReplacer) replaceInObject(object map[string]any) any {
	is := func(name string) bool {
		text, _ := object[name].(string)
		return text != "" && (r.part.Deletion.HasAddress(text) || r.part.isUser(text))
	}
	if is("email") || is("id") || is("userId") {
		r.changed = true
		for name, by := range map[string]any{"name": r.part.Deletion.Pseudonym.Name, "firstName": "", "lastName": "", "metadata": map[string]any{}} {
			if _, has := object[name]; has {
				object[name] = by
			}
		}
	}
	for name, value := range object {
		object[name] = r.replace(value)
	}
	return object
}

// replaceInText replaces every id and every spelling of an address of the person in a text, also
// within a longer word: an answer is kept for a day, and a wrong word in it harms less than a name.
func (p *personPart) replaceInText(text string) string {
	d := p.Deletion
	for _, user := range d.Users {
		text = strings.ReplaceAll(text, string(user), string(d.Pseudonym.ID))
	}
	if d.HasAddress(text) {
		return d.Pseudonym.Email()
	}
	for _, a := range d.Addresses {
		for _, spelling := range []string{a.String(), a.ASCII(), a.Unicode(), a.Key()} {
			text = strings.ReplaceAll(text, spelling, d.Pseudonym.Email())
		}
	}
	return text
}
