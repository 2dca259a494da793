package dynamo

import "admit/shared/access"

// storedRequest is an acceptance request.
type storedRequest struct {
	User     storedUser
	New      bool
	Language string
	At       int64
}

func (r *storedRequest) fields(f *fields) {
	object(f, "user", &r.User)
	optional(f, "new", &r.New, boolean)
	optional(f, "language", &r.Language, text)
	number(f, "at", &r.At)
}

// requestToItem returns a request as it is stored, or nil if there is none.
func requestToItem(r access.AcceptanceRequest) *storedRequest {
	if !r.IsOpen() {
		return nil
	}
	return &storedRequest{storeUser(r.User), r.New, r.Language, millis(r.At)}
}

// request returns the request. It returns the zero one for nil.
func (r *storedRequest) request() access.AcceptanceRequest {
	if r == nil {
		return access.AcceptanceRequest{}
	}
	return access.AcceptanceRequest{User: r.User.user(), New: r.New, Language: r.Language, At: fromMillis(r.At)}
}
