#include "services/rpc/undo.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "base/dated_facts.h"
#include "base/names.h"
#include "base/refusal.h"
#include "clients/method_facts.h"
#include "clients/services.h"
#include "cofi/type/v1/annotations.pb.h"

namespace cofi::rpc {
namespace {

using google::protobuf::MethodDescriptor;

// A change of a resource as the journal has it.
struct VerbEntry {
  int64_t sequence = 0;
  int64_t commit_time = 0;
  std::string principal, request_id, verb, name;
};

// Entries of one transaction stand side by side: so far away none of them is.
constexpr int64_t kReach = 10'000;

const MethodDescriptor* MethodNamed(const Resources& resources, absl::string_view verb) {
  const std::string package = std::string(resources.front()->table->type()->file()->package());
  for (const auto* service : clients::AllServices()) {
    if (service->file()->package() != package) continue;
    if (const auto* method = service->FindMethodByName(std::string(verb))) return method;
  }
  return nullptr;
}

bool IsUndoable(const MethodDescriptor* method) {
  return method != nullptr && method->options().GetExtension(type::v1::verb).undoable();
}

// The last change of one of two resources that can be undone; none if there is none. What one
// transaction did is one change, however often it wrote.
absl::StatusOr<std::optional<VerbEntry>> LastUndoable(const Resources& resources,
                                                      db::Transaction& tx, const std::string& name,
                                                      const std::string& other) {
  std::optional<VerbEntry> found;
  int undone = 0;
  COFI_RETURN_IF_ERROR(tx.Run(
      "SELECT MAX(sequence), commit_time, principal, request_id, verb FROM journal WHERE root = $1"
      " AND name IN ($2, $3) GROUP BY commit_time, principal, request_id, verb"
      " ORDER BY MAX(sequence) DESC",
      {RootOf(name), absl::string_view(name), absl::string_view(other)}, [&](const db::Row& row) {
        if (found.has_value()) return absl::OkStatus();
        const absl::string_view verb = row.Text(4);
        if (absl::StartsWith(verb, "Undo")) {
          ++undone;
        } else if (IsUndoable(MethodNamed(resources, verb)) && --undone < 0) {
          found = VerbEntry{
              row.Int(0),        row.Int(1), std::string(row.Text(2)), std::string(row.Text(3)),
              std::string(verb), name};
        }
        return absl::OkStatus();
      }));
  return found;
}

// The names that were changed with it, each once, in the order in which they were.
absl::StatusOr<std::vector<std::string>> ChangedWith(db::Transaction& tx, const VerbEntry& change) {
  std::vector<std::string> names;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT name FROM journal WHERE root = $1 AND commit_time = $2 AND principal = $3 AND"
             " request_id = $4 AND verb = $5 AND sequence BETWEEN $6 AND $7 GROUP BY name"
             " ORDER BY MIN(sequence)",
             {RootOf(change.name), change.commit_time, absl::string_view(change.principal),
              absl::string_view(change.request_id), absl::string_view(change.verb),
              change.sequence - kReach, change.sequence + kReach},
             [&](const db::Row& row) {
               names.emplace_back(row.Text(0));
               return absl::OkStatus();
             }));
  return names;
}

// What the journal says of a resource before and after the change; null where it was not there.
struct BeforeAfter {
  std::unique_ptr<Message> before, after;
};

absl::StatusOr<std::unique_ptr<Message>> StateAt(const db::TableBase& table, db::Transaction& tx,
                                                 absl::string_view name, int64_t sequence) {
  std::unique_ptr<Message> state;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT state FROM journal WHERE root = $1 AND name = $2 AND sequence = $3",
             {RootOf(name), name, sequence}, [&](const db::Row& row) {
               if (row.IsNull(0)) return absl::OkStatus();
               state = table.New();
               return table.ParseState(row.Text(0), state.get())
                          ? absl::OkStatus()
                          : absl::DataLossError("an entry of the journal cannot be read");
             }));
  return state;
}

absl::StatusOr<BeforeAfter> BeforeAfterOf(const db::TableBase& table, db::Transaction& tx,
                                          const std::string& name, const VerbEntry& change) {
  int64_t first = 0, last = 0;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT MIN(sequence), MAX(sequence) FROM journal WHERE root = $1 AND name = $2 AND"
             " commit_time = $3 AND principal = $4 AND request_id = $5 AND verb = $6",
             {RootOf(name), absl::string_view(name), change.commit_time,
              absl::string_view(change.principal), absl::string_view(change.request_id),
              absl::string_view(change.verb)},
             [&](const db::Row& row) {
               first = row.Int(0);
               last = row.Int(1);
               return absl::OkStatus();
             }));
  COFI_ASSIGN_OR_RETURN(
      const int64_t earlier,
      tx.Number("SELECT MAX(sequence) FROM journal WHERE root = $1 AND name = $2 AND sequence < $3",
                {RootOf(name), absl::string_view(name), first}));
  BeforeAfter sides;
  COFI_ASSIGN_OR_RETURN(sides.before, StateAt(table, tx, name, earlier));
  COFI_ASSIGN_OR_RETURN(sides.after, StateAt(table, tx, name, last));
  return sides;
}

// Whether two resources have the same in a field.
bool Same(const FieldDescriptor* field, const Message& a, const Message& b) {
  const FieldPath path = FieldPath::Find(field->containing_type(), field->name());
  const std::unique_ptr<Message> left(a.New()), right(b.New());
  path.Copy(a, left.get());
  path.Copy(b, right.get());
  return left->SerializeAsString() == right->SerializeAsString();
}

// What a change of the resource sets by itself, and what is told of dated facts, which are looked
// at one by one.
bool IsApart(const FieldDescriptor* field) {
  return field->name() == "update_time" || field->name() == "etag" ||
         field->name() == "dated_values" || FactsOf(field).dated();
}

// Puts the dated facts back that the change changed; false if one was changed again since.
bool UndoFacts(const BeforeAfter& sides, absl::CivilDay today, Message* now) {
  for (const FieldDescriptor* field : DatedFields(now->GetDescriptor())) {
    const std::string& name = field->name();
    if (sides.before != nullptr && SameFact(*sides.before, *sides.after, name)) continue;
    if (!SameFact(*now, *sides.after, name)) return false;
    if (sides.before != nullptr) CopyFacts(*sides.before, {name}, today, now);
  }
  return true;
}

absl::Status UndoOne(const Resource& resource, db::Transaction& tx, const std::string& undone,
                     const std::string& name, const VerbEntry& change) {
  const db::TableBase& table = *resource.table;
  COFI_ASSIGN_OR_RETURN(const BeforeAfter sides, BeforeAfterOf(table, tx, name, change));
  constexpr char kChanged[] = "its last verb is no longer the last change of {other:the}";
  const std::unique_ptr<Message> now = table.New();
  const absl::Status found = table.Get(tx, name, now.get());
  if (!found.ok() || sides.after == nullptr) return NotUndoable(undone, kChanged, name);
  if (!UndoFacts(sides, tx.today(), now.get())) return NotUndoable(undone, kChanged, name);
  for (int i = 0; i < table.type()->field_count(); ++i) {
    const FieldDescriptor* const field = table.type()->field(i);
    if (IsApart(field)) continue;
    const bool changed = sides.before == nullptr || !Same(field, *sides.before, *sides.after);
    if (!changed) continue;
    if (!Same(field, *now, *sides.after)) return NotUndoable(undone, kChanged, name);
    if (sides.before != nullptr) {
      FieldPath::Find(table.type(), field->name()).Copy(*sides.before, now.get());
    }
  }
  if (sides.before != nullptr) return table.Update(tx, now.get());
  for (const db::TableBase* below : resource.children) {
    COFI_ASSIGN_OR_RETURN(const int64_t rows,
                          tx.Number(absl::StrCat("SELECT COUNT(*) FROM ", below->name(),
                                                 " WHERE root = $1 AND parent = $2"),
                                    {RootOf(name), absl::string_view(name)}));
    if (rows > 0) {
      return NotUndoable(undone, "something was made below {other:the} since", name);
    }
  }
  return table.Delete(tx, *now);
}

}  // namespace

absl::Status NotUndoable(const std::string& name, absl::string_view why, const std::string& other) {
  return Refuse(type::v1::REASON_NOT_UNDOABLE,
                {{"name", name}, {"why", std::string(why)}, {"other", other}});
}

absl::Status Undo(const Resources& resources, db::Transaction& tx, const std::string& name,
                  const std::function<absl::Status(absl::string_view verb)>& may,
                  const std::string& other) {
  COFI_ASSIGN_OR_RETURN(const std::optional<VerbEntry> change,
                        LastUndoable(resources, tx, name, other.empty() ? name : other));
  if (!change.has_value()) return NotUndoable(name, "no verb moved it");
  if (may != nullptr) COFI_RETURN_IF_ERROR(may(change->verb));
  COFI_ASSIGN_OR_RETURN(const std::vector<std::string> names, ChangedWith(tx, *change));
  std::map<std::string, std::unique_ptr<Message>> undone;
  // What was made last goes first.
  for (auto each = names.rbegin(); each != names.rend(); ++each) {
    const Resource* const resource = ResourceNamed(resources, *each);
    if (resource == nullptr) return NotUndoable(name, "no verb moved it");
    std::unique_ptr<Message> before = resource->table->New();
    if (resource->table->Get(tx, *each, before.get()).ok()) undone[*each] = std::move(before);
    COFI_RETURN_IF_ERROR(UndoOne(*resource, tx, name, *each, *change));
  }
  // What hangs on their facts follows, once all of them are what they were.
  for (const std::string& each : names) {
    const Resource& resource = *ResourceNamed(resources, each);
    if (resource.changed == nullptr) continue;
    COFI_ASSIGN_OR_RETURN(const bool there, resource.table->Exists(tx, each));
    if (!there) continue;
    const std::unique_ptr<Message> now = resource.table->New();
    COFI_RETURN_IF_ERROR(resource.table->Get(tx, each, now.get()));
    COFI_RETURN_IF_ERROR(resource.changed(tx, *undone.at(each), *now));
  }
  return absl::OkStatus();
}

absl::Status UndoOwn(const Resources& resources, const db::TableBase& table, db::Transaction& tx,
                     const std::string& name) {
  const auto own = [&](absl::string_view verb) {
    return clients::MethodFacts::Of(MethodNamed(resources, verb)).resource == table.type();
  };
  COFI_ASSIGN_OR_RETURN(const std::optional<VerbEntry> change,
                        LastUndoable(resources, tx, name, name));
  if (change.has_value() && own(change->verb)) {
    // Undone here, what made it would take it away: that is asked for where it was done.
    COFI_ASSIGN_OR_RETURN(const BeforeAfter sides, BeforeAfterOf(table, tx, name, *change));
    COFI_ASSIGN_OR_RETURN(const std::vector<std::string> names, ChangedWith(tx, *change));
    if (sides.before == nullptr && names.front() != name) {
      return NotUndoable(name, "a verb of {other:the} moved it", names.front());
    }
  }
  return Undo(resources, tx, name, [&](absl::string_view verb) {
    return own(verb)
               ? absl::OkStatus()
               : NotUndoable(name, "a verb of {other:the} moved it", std::string(ParentOf(name)));
  });
}

absl::StatusOr<bool> BeforeLast(const db::TableBase& table, db::Transaction& tx,
                                absl::string_view name, absl::string_view verb, Message* before) {
  COFI_ASSIGN_OR_RETURN(
      const int64_t sequence,
      tx.Number(
          "SELECT MAX(earlier.sequence) FROM journal earlier WHERE root = $1 AND name = $2 AND"
          " sequence < (SELECT MAX(sequence) FROM journal WHERE root = $1 AND name = $2 AND"
          " verb = $3)",
          {RootOf(name), name, verb}));
  if (sequence == 0) return false;
  COFI_ASSIGN_OR_RETURN(const std::unique_ptr<Message> state, StateAt(table, tx, name, sequence));
  if (state == nullptr) return false;
  before->CopyFrom(*state);
  return true;
}

}  // namespace cofi::rpc
