// Package dynamo keeps everything of Admit in one DynamoDB table. [Store] is an
// access.Store and an idempotency.Store.
//
// Every read is strongly consistent and goes to the base table: there is no
// index and no scan. What must be listed is written as an item of its own, in
// the transaction that changes what it lists. Every write is one transaction,
// or one conditional update, and says in its condition what it was decided on.
//
//	access pattern                        operation                 key
//	what a decision at a scope rests on   BatchGetItem (twice with  organisation, account, rows,
//	                                      organisations above)      address, suppression
//	organisations below one               Query                     below
//	accounts of an organisation           Query                     organisation, begins_with account
//	a user; everything a user holds       GetItem; Query            user; begins_with row
//	who has an address                    GetItem, GetItem          address; user
//	members by address                    Query (1-5, at once)      members; governors of those above
//	an invitation                         GetItem                   invitation
//	invitations of an organisation        Query, BatchGetItem       listings; invitations
//	pending ones                          Query, BatchGetItem       offers; invitations
//	closed ones                           Query, BatchGetItem       offers of what expired, then closed;
//	                                                                invitations
//	open invitations of an address        GetItem, Query,           offers version; offers, begins_with
//	                                      BatchGetItem              address; invitations
//	what ran out of an organisation       Query, BatchGetItem       offers; invitations
//	how many of those there are           Query                     offers
//	how much of the limits is used        Query (2), BatchGetItem   counts of open and hour; counts of
//	                                                                day of each address
//	what happened in an organisation      Query                     records
//	create a top-level organisation       TransactWriteItems (8)    organisation, record, and an invite
//	                                                                by an operator
//	create one below others               TransactWriteItems (6-9)  organisation, record here and in the
//	                                                                parent, below (1-4), witness, parent
//	create an account                     TransactWriteItems (4)    organisation, account, record,
//	                                                                witness
//	invite                                TransactWriteItems (8-11) invitation, offer, listing, record,
//	                                                                offers version, counts of open, hour
//	                                                                and day, below others that of the
//	                                                                partner's day; of one in its place:
//	                                                                invitation, closed, record instead of
//	                                                                the count of open
//	invite by an operator                 TransactWriteItems (6-9)  the same without hour and days; suppression
//	resend                                TransactWriteItems (7-13) as for an invite, suppression, closed
//	change an invitation                  TransactWriteItems (2-3)  invitation, record, offers version
//	accept                                TransactWriteItems (9-13) invitation, offer, closed, count, row,
//	                                                                member, governor, organisation,
//	                                                                witness, user, address, records
//	decline, revoke                       TransactWriteItems (5-6)  invitation, offer, closed, count,
//	                                                                record, witness
//	expire                                GetItem, the same (3-5)   offer; as for a decline
//	edit or remove access                 TransactWriteItems (3-92) row, member, governor, organisation,
//	                                                                witnesses, offers version, record, a
//	                                                                count, and 4 for each invitation
//	send a mail                           UpdateItem,               invitation;
//	                                      TransactWriteItems (2)    invitation, record
//	report on a mail                      TransactWriteItems (2-3)  invitation, record, suppression
//	suppress for an earlier mail          TransactWriteItems (2)    suppression, record
//	reserve an address for a              UpdateItem                address
//	registration
//	release it before its time            DeleteItem                address
//	forget a user                         TransactWriteItems (2)    user, address
//	lease an idempotency key, end it      PutItem, UpdateItem       request
//
// A list cannot be the condition of a transaction. So every write that opens an
// offer to an address, or changes its roles, also writes the version of the offers
// to that address in that organisation. Whoever revokes the offers reads the
// version before them and makes it a condition. The time-to-live removes it after
// an hour, which outlives every request.
//
// What each of them costs stands in testdata/costs.golden.
//
// An organisation's members, offers, listings, closed invitations, counts and
// records are a partition each: 1,000 writes a second, which is far above what
// administrators do. The mails of a day are a partition for each organisation
// and address. The organisation's own item is written only when somebody
// becomes or ceases to be an administrator of it, and when an organisation is
// created directly below it.
//
// An address item without a user is a reservation. To every read such an address
// has no user.
package dynamo
