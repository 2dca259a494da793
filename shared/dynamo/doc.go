// Package dynamo stores all data of Admit in one DynamoDB table. [Store] is an
// access.Store, a delivery.Store and an idempotency.Store.
//
// Every read is strongly consistent and goes to the table itself: there is no
// index, and no scan but those of an operator: the migration, exports, the deletion of a person,
// the retention, and those of a restored table. Each entry of a list is an item of its
// own, written in the transaction that changes what it lists. Every write is one
// transaction or one conditional write of a single item. Its conditions name the state
// that it depends on.
//
// The table below lists the access patterns. A number in parentheses is the number
// of items of a transaction, or of queries.
//
//	access pattern                          operation                 items
//	the snapshot of a scope                 BatchGetItem (twice with  organisation, account, memberships,
//	                                        organisations above)      address, suppression; memberships and
//	                                                                  organisations above
//	the snapshots of a user, for decisions  BatchGetItem (1-3) and    organisations, accounts, memberships;
//	                                        Query, concurrent         governed
//	organisations by id                     BatchGetItem              organisations
//	organisations below one                 Query                     below
//	accounts by id                          BatchGetItem              accounts
//	accounts of an organisation, by name    Query                     listed accounts
//	a user                                  GetItem                   user
//	the memberships of a user               Query                     user, begins_with membership
//	the memberships of a user, by page      Query                     user, begins_with membership
//	the user of an address                  GetItem (2)               address; user
//	people of an organisation, by address   Query (1-5, concurrent)   members; governors of those above
//	people with a role, or at accounts      Query (1-5, or one for    entries of the role or the accounts;
//	                                        each account),            governors of those above; memberships
//	                                        BatchGetItem
//	an invitation                           GetItem                   invitation
//	all invitations of an organisation      Query, BatchGetItem       listings; invitations
//	invitations with some statuses, or at   Query (one for each list) slots and closed, of the organisation or
//	accounts                                BatchGetItem              of the accounts; invitations
//	pending invitations of an address       Query, BatchGetItem       slots, begins_with address; invitations
//	pending invitations to an address, in   Query, BatchGetItem       counts of its days; invitations
//	all organisations
//	expired invitations that hold a slot    Query, BatchGetItem;      slots; invitations; as for releasing
//	                                        TransactWriteItems (3)    a slot, for each that was removed
//	how many of those there are             Query                     slots
//	how much of the limits is used          Query (2), BatchGetItem   counts of open and hour; counts of
//	                                                                  the day of each address
//	the audit log                           Query                     events
//	a suppression                           GetItem (1-2)             suppression; under the hash of the address
//	create a top-level organisation         TransactWriteItems (10)   organisation, tombstone, event, and
//	                                                                  those of an invite by an operator
//	create an organisation below another    TransactWriteItems        organisation, tombstone, event here and in the
//	                                        (7-10)                    parent, below (1-4), parent,
//	                                                                  fence of the authority
//	create an account                       TransactWriteItems (6)    organisation, account, tombstone, listed
//	                                                                  account, event, fence of the authority
//	rename an organisation                  TransactWriteItems        organisation, event here and in the
//	                                        (2-12)                    parent, below (2 for each level above),
//	                                                                  fence of the authority
//	rename an account                       TransactWriteItems (5)    account, listed account (2), event,
//	                                                                  fence of the authority
//	begin a deletion                        TransactWriteItems (17)   organisation, its fences
//	end a deletion                          TransactWriteItems (1)    organisation
//	delete an organisation                  TransactWriteItems        organisation, tombstone, event here and in the
//	                                        (3-10)                    parent, below (1-4), parent,
//	                                                                  fence of the authority
//	delete an account                       TransactWriteItems (6)    organisation, account, tombstone, listed
//	                                                                  account, event, fence of the authority
//	invite                                  TransactWriteItems (7-12) invitation, slot (2 at an account), listing,
//	                                                                  event, counts of open, hour
//	                                                                  and day, and below a partner the
//	                                                                  count of the partner's day; to replace
//	                                                                  an expired invitation: its invitation,
//	                                                                  closed and event, without count of open
//	invite by an operator                   TransactWriteItems (6-12)  the same without hour; the count of
//	                                                                  the day only names the invitation;
//	                                                                  suppression
//	correct an address                      TransactWriteItems        as for an invite, without count of open;
//	                                        (10-20)                   the revoked invitation, its slot,
//	                                                                  closed and event, fence of the authority
//	resend                                  TransactWriteItems (6-12) as for an invite; suppression, closed
//	update or take over an invitation       TransactWriteItems (2)    invitation, event
//	accept                                  TransactWriteItems        invitation, slot (2 at an account),
//	                                        (9-100)                   closed (2), count, membership, member,
//	                                                                  entries of its roles and accounts,
//	                                                                  governor, governed, organisation,
//	                                                                  fence of the authority, a fence, user,
//	                                                                  address, events
//	import a membership                     TransactWriteItems        as for an acceptance, without the
//	                                        (5-100)                   invitation and its slot
//	export                                  Scan, BatchGetItem,       organisations, accounts, memberships;
//	                                        DescribeTable             addresses of their users
//	decline, revoke                         TransactWriteItems (5-8)  invitation, slot (2 at an account),
//	                                                                  closed (2), count, event, fence of the
//	                                                                  authority
//	expire                                  GetItem,                  slot; as for a decline, without slot
//	                                        TransactWriteItems (3-7)  and count if another one holds the slot
//	release a slot                          GetItem (2),              slot, invitation; invitation, slot,
//	                                        TransactWriteItems (3-4)  count
//	edit, suspend, reactivate, end or       TransactWriteItems        membership, member, ending, entries of roles
//	remove access                           (3-100); sometimes        and accounts that change, governor,
//	                                        PutItem, DeleteItem       governed, organisation, fences of the
//	                                                                  authorities (up to 5), a fence, or all
//	                                                                  16 to take an administrative grant,
//	                                                                  event, and to revoke invitations: one
//	                                                                  count, and 4 items for each, or 6 at
//	                                                                  an account
//	request a new link                      TransactWriteItems (2)    invitation, event
//	claim a notice, settle it               UpdateItem                invitation
//	claim an email                          UpdateItem                invitation
//	settle an email                         UpdateItem, or            invitation;
//	                                        TransactWriteItems (2)    invitation, event
//	write a delivery event                  TransactWriteItems (2-3)  invitation, event, suppression
//	suppress for an earlier attempt         TransactWriteItems (2)    suppression, event
//	reserve an address                      UpdateItem                address
//	release an address                      DeleteItem                address
//	free an address                         DeleteItem                address
//	relink a user                           GetItem,                  address; the users, their addresses
//	                                        TransactWriteItems (2-4)
//	move a membership                       TransactWriteItems        membership, member, governor and governed
//	                                        (5-100); sometimes        of both users, entries that change,
//	                                        PutItem, DeleteItem       organisation, fences, users, events
//	rename a user                           UpdateItem; moving each   user; as for moving a membership
//	                                        membership
//	delete a user                           GetItem (2), Query,       user; memberships; address; user, address,
//	                                        TransactWriteItems (2-3)  deletion of the person
//	begin the deletion of a person          PutItem                   deletion of the person
//	delete a person from a part of the      Scan, and for each item   events, invitations, memberships of others,
//	table                                   that names them UpdateItem, suppressions, counts, fences, idempotency
//	                                        PutItem, DeleteItem or    records; deletion of the person
//	                                        TransactWriteItems; PutItem
//	what the table has about a person       Scan, DescribeTable       events, invitations, suppressions, counts
//	give a part the present retention       Scan, UpdateItem,         events; invitation, its entries in lists
//	                                        TransactWriteItems,
//	                                        DescribeTable
//	begin an idempotency key                PutItem; UpdateItem to    idempotency record
//	                                        take it over
//	finish, release or forget one           UpdateItem                idempotency record
//	migrate a table of version 0.1          GetItem; Scan,            its state; all items by page;
//	                                        BatchGetItem,             what they must have in lists;
//	                                        TransactWriteItems        what is missing of it, with a check
//	                                        (1-100), PutItem;         of the item that it is derived from;
//	                                        DescribeTable             its state
//
// Before a write that raises a count of a small limit, and after one that found its
// shard full, a Query reads all shards of the count; see [count].
//
// A write that needs an authority checks one of the sixteen fences of the membership that
// has the grant, and not that membership: on AWS, transactions that check one item cancel
// each other. Most memberships have no fence in the table; see [fence].
//
// The measured cost of each access pattern is in testdata/costs.golden.
//
// Each filter of a list has an order of its own, so that a request reads what it shows: a
// partition for each role, account and status, sorted by address. A list of a role or an
// account has entries, which name a member, and the membership says what the member holds.
// A change of more entries than one transaction can have adds the others before it and
// removes the others after it.
//
// In each organisation, the accounts, the members, the slots, the listings, the closed
// invitations of a status, the counts and the events are one partition each. A partition takes
// 1,000 write units a second, far more than administrators need. The emails of a day
// are counted in the partition of each address, in an item for each organisation. It names
// the invitations that were sent, so that a person finds them in all organisations. The item of the
// organisation itself is written only when somebody becomes or ceases to be an
// administrator of it, and when an organisation is created directly below it.
//
// An address item without a user is a reservation. For every read, a reserved
// address has no user.
package dynamo
