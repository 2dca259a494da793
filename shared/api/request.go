package api

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"admit/shared/access"
)

const (
	// MaxBody is the largest body of a request, in bytes.
	MaxBody = 64 << 10
	// MaxBatchBody is the largest body of a batch, in bytes.
	MaxBatchBody = 256 << 10
)

// Event is the event with which API Gateway invokes a function (payload format
// 2.0). It has only the fields that Admit reads.
type Event struct {
	RouteKey        string            `json:"routeKey"`
	RawQueryString  string            `json:"rawQueryString"`
	Headers         Headers           `json:"headers"`
	PathParameters  map[string]string `json:"pathParameters"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
	RequestContext  struct {
		RequestID  string `json:"requestId"`
		Authorizer struct {
			JWT struct {
				// API Gateway passes every claim as a string. Emulators pass
				// numbers as numbers.
				Claims Claims `json:"claims"`
			} `json:"jwt"`
		} `json:"authorizer"`
	} `json:"requestContext"`
}

// Headers are the headers of a request, by name. A decoded event has only those that Admit
// reads.
type Headers map[string]string

// Claims are the claims of an access token, by name. A decoded event has only those that
// Admit reads.
type Claims map[string]any

var (
	readHeaders = []string{"accept", "accept-encoding", "accept-language", "content-type", "idempotency-key", "if-match", "if-none-match"}
	readClaims  = []string{
		"at_hash", "azp", "c_hash", "cid", "client_id", "clientAddress", "events", "gty", "idtyp", "iss", "nonce", "preferred_username",
		"roles", "scope", "scp", "sid", "sub", "token_use", "typ", "username",
	}
)

// UnmarshalJSONFrom implements [json.UnmarshalerFrom]. It ignores the case of names.
func (h *Headers) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	*h = make(Headers, len(readHeaders))
	return decodeMembers(d, func(member []byte) int {
		return slices.IndexFunc(readHeaders, func(name string) bool { return len(name) == len(member) && strings.EqualFold(name, string(member)) })
	}, func(n int) error {
		if d.PeekKind() != jsontext.KindString {
			return d.SkipValue()
		}
		return set(d, *h, readHeaders[n])
	})
}

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (c *Claims) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	*c = make(Claims, len(readClaims))
	return decodeMembers(d, func(member []byte) int { return slices.Index(readClaims, string(member)) },
		func(n int) error { return set(d, *c, readClaims[n]) })
}

// set decodes a value into a map.
func set[T any](d *jsontext.Decoder, values map[string]T, name string) error {
	var value T
	err := json.UnmarshalDecode(d, &value)
	values[name] = value
	return err
}

// decodeMembers decodes those members of an object whose names have an index. It skips
// everything else, which is most of an event.
func decodeMembers(d *jsontext.Decoder, index func(name []byte) int, decode func(n int) error) error {
	if d.PeekKind() != jsontext.KindBeginObject {
		return d.SkipValue()
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != jsontext.KindEndObject {
		member, err := d.ReadValue()
		if err != nil {
			return err
		}
		if n := index(member[1 : len(member)-1]); n >= 0 {
			err = decode(n)
		} else {
			err = d.SkipValue()
		}
		if err != nil {
			return err
		}
	}
	_, err := d.ReadToken()
	return err
}

// isHead reports whether the request has the method HEAD.
func (e Event) isHead() bool { return strings.HasPrefix(e.RouteKey, "HEAD ") }

// Request is one request to a route. Caller is set unless the route is open, or the
// function was invoked directly.
type Request struct {
	Event   Event
	Route   Route
	Query   url.Values // only parameters of the route, unless it takes any query
	Caller  access.Caller
	Program bool // the caller is not a person, and has the scope that the route requires
}

// CallerID returns the id of the caller.
func (r Request) CallerID() access.UserID { return r.Caller.ID() }

// Organisation returns the id of the organisation in the path. It is not validated.
func (r Request) Organisation() access.OrganisationID {
	return access.OrganisationID(r.Event.PathParameters["organisationId"])
}

// Account returns the id of the account in the path. It is not validated.
func (r Request) Account() access.AccountID {
	return access.AccountID(r.Event.PathParameters["accountId"])
}

// Invitation returns the id of the invitation in the path. It is not validated.
func (r Request) Invitation() access.InvitationID {
	return access.InvitationID(r.Event.PathParameters["invitationId"])
}

// UserID returns the id of the user in the path. It is not validated.
func (r Request) UserID() access.UserID {
	return access.UserID(r.Event.PathParameters["userId"])
}

// AcceptLanguage returns the Accept-Language header. It is empty if there is none.
func (r Request) AcceptLanguage() string { return r.header("accept-language") }

// Decode decodes the body into out. The body must be application/json, at most
// [MaxBody] bytes, and one JSON object in valid UTF-8. It may have only the fields
// of out, each at most once and none of them null.
func (r Request) Decode(out any) error { return r.DecodeUpTo(MaxBody, out) }

// DecodeUpTo is [Request.Decode] with another limit for the size of the body, in
// bytes.
func (r Request) DecodeUpTo(limit int, out any) error {
	body, err := r.body(limit)
	if err != nil {
		return err
	}
	return Decode(body, out)
}

// NoBody returns an error if there is a body other than an empty JSON object.
func (r Request) NoBody() error {
	if r.Event.Body == "" {
		return nil
	}
	return r.Decode(&struct{}{})
}

// Decode decodes one JSON object as strictly as [Request.Decode], without a limit
// for its size.
func Decode(body []byte, out any) error {
	if err := json.Unmarshal(body, out, json.RejectUnknownMembers(true)); err != nil {
		return invalidBody(err)
	}
	if !strings.HasPrefix(strings.TrimLeft(string(body), " \t\r\n"), "{") {
		return invalidBody(nil)
	}
	return refuseNull(body)
}

// refuseNull returns an error that names the first null of a valid body. The decoder
// treats null as the zero value. A client leaves a field out instead.
func refuseNull(body []byte) error {
	if !bytes.Contains(body, []byte("null")) {
		return nil
	}
	decoder := jsontext.NewDecoder(bytes.NewReader(body))
	for decoder.PeekKind() != jsontext.KindInvalid { // also the end
		kind := decoder.PeekKind()
		if _, err := decoder.ReadToken(); err != nil {
			return invalidBody(err)
		}
		if kind == jsontext.KindNull {
			return invalidBody(&json.SemanticError{JSONPointer: decoder.StackPointer(), Err: errors.New("null")})
		}
	}
	return nil
}

// body returns the body of a JSON request of at most limit bytes.
func (r Request) body(limit int) ([]byte, error) {
	mediaType, _, err := mime.ParseMediaType(r.header("content-type"))
	if err != nil || mediaType != "application/json" {
		return nil, access.Refuse(unsupportedMediaType, "The body must be application/json.")
	}
	body, err := r.bodyBytes()
	if err != nil {
		return nil, err
	}
	if len(body) > limit {
		return nil, access.Refuse(tooLarge, "The body is larger than %d bytes.", limit)
	}
	return body, nil
}

// bodyBytes returns the body as the client sent it.
func (r Request) bodyBytes() ([]byte, error) {
	if !r.Event.IsBase64Encoded {
		return []byte(r.Event.Body), nil
	}
	body, err := base64.StdEncoding.DecodeString(r.Event.Body)
	if err != nil {
		return nil, access.Refuse(access.Invalid, "The body is not valid base64.")
	}
	return body, nil
}

// header returns the value of a header, or "" if there is none.
func (r Request) header(name string) string {
	value, _ := r.lookupHeader(name)
	return value
}

// lookupHeader returns the value of a header and whether the request has it. It
// ignores the case of the name.
func (r Request) lookupHeader(name string) (value string, found bool) {
	for key, value := range r.Event.Headers {
		if strings.EqualFold(key, name) {
			return value, true
		}
	}
	return "", false
}

// invalidBody returns the refusal of a body that cannot be decoded. It names the
// field if the error is about one.
func invalidBody(err error) error {
	refusal := &access.Error{Kind: access.Invalid, Detail: "The body is not a valid JSON object for this request."}
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok && semantic.JSONPointer != "" {
		message := "has the wrong type"
		switch {
		case errors.Is(semantic.Err, json.ErrUnknownName):
			message = "is not a field of this request"
		case semantic.GoType == reflect.TypeFor[time.Time]():
			message = "must be a date and time such as 2026-12-04T15:00:00Z"
		}
		refusal.Fields = []access.FieldError{{Field: field(semantic.JSONPointer), Message: message}}
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok && errors.Is(err, jsontext.ErrDuplicateName) {
		refusal.Fields = []access.FieldError{{Field: field(syntactic.JSONPointer), Message: "appears twice"}}
	}
	return refusal
}

// field returns a JSON pointer in the notation of a problem's fields: roles[0] for
// /roles/0.
func field(pointer jsontext.Pointer) string {
	var path strings.Builder
	for token := range pointer.Tokens() {
		switch {
		case token != "" && strings.Trim(token, "0123456789") == "":
			fmt.Fprintf(&path, "[%s]", token)
		case path.Len() > 0:
			path.WriteString("." + token)
		default:
			path.WriteString(token)
		}
	}
	return short(path.String())
}

// short cuts a name to 100 bytes. Names in a request can be as long as the request,
// and the response repeats them.
func short(name string) string {
	const limit = 100
	if len(name) > limit {
		name = name[:limit]
	}
	return strings.ToValidUTF8(name, "?")
}
