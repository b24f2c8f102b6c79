// Taking a slip back: what the last verb on a resource did, to it and to all that it moved in the
// same transaction, is made undone from the journal, which keeps both.
#ifndef COFI_SERVICES_RPC_UNDO_H_
#define COFI_SERVICES_RPC_UNDO_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/tables/table.h"
#include "db/transaction.h"
#include "services/rpc/standard.h"

namespace cofi::rpc {

// Makes undone what the last verb on `name` did that the protos call undoable and that was not
// undone already; or the last of those on `other`, if that came later. `may` is asked first
// whether that verb, by its method's name, may be; it may be null. What was changed since by other
// means stays.
//
// NOT_UNDOABLE if no verb moved it, or if what the verb changed was changed again since; and what
// `may` says.
absl::Status Undo(const Resources& resources, db::Transaction& tx, const std::string& name,
                  const std::function<absl::Status(absl::string_view verb)>& may = nullptr,
                  const std::string& other = "");

// The same of a resource of `table`, of which only its own verbs are undone: NOT_UNDOABLE if the
// last one was another resource's, or that of another one of them which made it: there it is
// undone.
absl::Status UndoOwn(const Resources& resources, const db::TableBase& table, db::Transaction& tx,
                     const std::string& name);

// What a resource was before the last change by `verb`, a method's name; false if there was none.
absl::StatusOr<bool> BeforeLast(const db::TableBase& table, db::Transaction& tx,
                                absl::string_view name, absl::string_view verb, Message* before);

// NOT_UNDOABLE, because of what a phrase says (base/reasons.h); `other` is what stands in the way.
absl::Status NotUndoable(const std::string& name, absl::string_view why,
                         const std::string& other = "");

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_UNDO_H_
