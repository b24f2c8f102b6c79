#include "services/rpc/standard.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/dated_facts.h"
#include "base/dates.h"
#include "db/journal.h"
#include "db/tables/list.h"
#include "google/protobuf/field_mask.pb.h"
#include "services/rpc/naming.h"
#include "services/rpc/references.h"
#include "services/rpc/validate.h"

namespace cofi::rpc {
namespace {

// The field of a Create or Update request that holds the resource.
const FieldDescriptor* ResourceField(const Descriptor* request, const Descriptor* type) {
  for (int i = 0; i < request->field_count(); ++i) {
    if (request->field(i)->message_type() == type) return request->field(i);
  }
  COFI_CHECK(false, request->full_name());
  return nullptr;
}

const Message& ResourceIn(const Message& request, const Descriptor* type) {
  return request.GetReflection()->GetMessage(request, ResourceField(request.GetDescriptor(), type));
}

const google::protobuf::FieldMask* MaskOf(const Message& request) {
  return static_cast<const google::protobuf::FieldMask*>(MessageField(request, "update_mask"));
}

// Whether an update names the fields that it changes.
bool IsMasked(const Message& request) {
  const google::protobuf::FieldMask* const mask = MaskOf(request);
  return mask != nullptr && !(mask->paths_size() == 1 && mask->paths(0) == "*");
}

// How an update changes facts with dates: from today on, unless it says otherwise.
FactChange FactChangeIn(const Message& request, absl::CivilDay today) {
  const Message* const date = MessageField(request, "effective_date");
  return {.effective_date = date == nullptr ? DateFromDay(today) : static_cast<const Date&>(*date),
          .correction = BoolField(request, "correction")};
}

// An update that changes no fact with dates says nothing of days either.
absl::Status CheckUndated(const Message& request, const FactChange& change) {
  const bool dated = MessageField(request, "effective_date") != nullptr;
  if (!dated && !change.correction) return absl::OkStatus();
  return InField(change.correction ? "correction" : "effective_date",
                 Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                        {{"value", change.correction ? "true" : IsoDate(change.effective_date)},
                         {"accepted", "only with dated fields"}}));
}

// The fields that an update changes.
absl::StatusOr<std::vector<FieldPath>> MaskedPaths(const Message& request,
                                                   const Message& resource) {
  const Descriptor* type = resource.GetDescriptor();
  const google::protobuf::FieldMask* const mask = MaskOf(request);
  std::vector<FieldPath> paths;
  const bool all = mask != nullptr && !IsMasked(request);
  if (IsMasked(request)) {
    for (const std::string& text : mask->paths()) {
      FieldPath path = FieldPath::Find(type, text);
      if (path.empty()) {
        return InField(
            "update_mask",
            InField(text, Refuse(type::v1::REASON_FIELD_UNKNOWN,
                                 {{"type", type->name()}, {"accepted", FieldNames(type)}})));
      }
      paths.push_back(std::move(path));
    }
    return paths;
  }
  for (int i = 0; i < type->field_count(); ++i) {
    FieldPath path = FieldPath::Find(type, type->field(i)->name());
    if (all || path.Has(resource)) paths.push_back(std::move(path));
  }
  return paths;
}

// Whether the field, or a message that it is in, may not be changed so.
bool HasBehavior(const FieldPath& path, google::api::FieldBehavior behavior) {
  return std::any_of(path.fields().begin(), path.fields().end(), [&](const FieldDescriptor* field) {
    return cofi::HasBehavior(field, behavior);
  });
}

// Whether an update may not touch the field at all.
bool IsKept(const FieldPath& path) {
  return HasBehavior(path, google::api::OUTPUT_ONLY) ||
         HasBehavior(path, google::api::IDENTIFIER) || path.text() == "etag";
}

bool SameAt(const FieldPath& path, const Message& a, const Message& b) {
  const std::unique_ptr<Message> left(a.New()), right(b.New());
  path.Copy(a, left.get());
  path.Copy(b, right.get());
  return left->SerializeAsString() == right->SerializeAsString();
}

absl::Status View(const Resource& resource, db::Transaction& tx, Message* message) {
  // What was to count from today on may not have been written yet.
  TakeEffect(tx.today(), message);
  return resource.view == nullptr ? absl::OkStatus()
                                  : resource.view(tx, *message, nullptr).status();
}

absl::Status Get(const Resource& resource, const Resources&, db::Transaction& tx,
                 const Message& request, Message* response) {
  const std::optional<absl::CivilDay> as_of = AsOf(request);
  std::string name = StringField(request, "name");
  if (resource.resolve != nullptr) {
    COFI_ASSIGN_OR_RETURN(name, resource.resolve(tx, name, as_of ? &*as_of : nullptr));
  }
  COFI_RETURN_IF_ERROR(resource.table->Get(tx, name, response));
  if (!as_of.has_value()) return View(resource, tx, response);
  db::Resources row;
  row.emplace_back(response->New())->CopyFrom(*response);
  COFI_RETURN_IF_ERROR(ViewAll(resource, tx, *as_of, &row));
  if (row.empty()) return Refuse(type::v1::REASON_RESOURCE_NOT_FOUND, {{"name", name}});
  response->CopyFrom(*row[0]);
  return absl::OkStatus();
}

absl::Status List(const Resource& resource, const Resources& resources, db::Transaction& tx,
                  const Message& request, Message* response) {
  const std::optional<absl::CivilDay> as_of = AsOf(request);
  COFI_ASSIGN_OR_RETURN(const std::string parent,
                        ResolveParent(resource, resources, tx, StringField(request, "parent"),
                                      as_of ? &*as_of : nullptr));
  COFI_RETURN_IF_ERROR(CheckParentExists(resource, resources, tx, parent));
  const FieldPath page_size = FieldPath::Find(request.GetDescriptor(), "page_size");
  const db::ListQuery query = {
      .parent = parent,
      .page_size = request.GetReflection()->GetInt32(request, page_size.leaf()),
      .page_token = StringField(request, "page_token"),
      .filter = StringField(request, "filter"),
      .order_by = StringField(request, "order_by"),
      .asked = AskedBy(request),
      .order_by_default = resource.order_by};
  const auto on_date = [&](db::Resources* rows) { return ViewAll(resource, tx, *as_of, rows); };
  const db::Effective effective(on_date);
  COFI_ASSIGN_OR_RETURN(
      db::Page page,
      db::List(tx, *resource.table, query,
               as_of.has_value() && resource.view != nullptr ? &effective : nullptr));

  const auto* reflection = response->GetReflection();
  const FieldDescriptor* rows = response->GetDescriptor()->field(0);
  COFI_CHECK(rows->message_type() == resource.table->type(), rows->full_name());
  for (const std::unique_ptr<Message>& each : page.resources) {
    Message* row = reflection->AddMessage(response, rows);
    row->CopyFrom(*each);
    if (resource.left_out_of_lists != nullptr) {
      row->GetReflection()->ClearField(
          row, row->GetDescriptor()->FindFieldByName(resource.left_out_of_lists));
    }
    if (!as_of.has_value()) COFI_RETURN_IF_ERROR(View(resource, tx, row));
  }
  SetStringField(response, "next_page_token", page.next_page_token);
  if (!HasWildcard(RootOf(parent))) {
    COFI_ASSIGN_OR_RETURN(const int64_t sequence, db::JournalSequence(tx, RootOf(parent)));
    reflection->SetInt64(response, response->GetDescriptor()->FindFieldByName("journal_sequence"),
                         sequence);
  }
  return absl::OkStatus();
}

// A root's name is that of its journal, of its locks, and of what other services keep of it:
// one that was deleted is never made again.
absl::Status CheckNotRetired(const Resource& resource, db::Transaction& tx,
                             const std::string& name) {
  if (RootOf(name) != name) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const int64_t entries, db::JournalSequence(tx, name));
  if (entries == 0) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const bool exists, resource.table->Exists(tx, name));
  return Refuse(exists ? type::v1::REASON_RESOURCE_EXISTS : type::v1::REASON_NAME_RETIRED,
                {{"name", name}});
}

absl::Status Create(const Resource& resource, const Resources& resources, db::Transaction& tx,
                    const Message& request, Message* response) {
  COFI_RETURN_IF_ERROR(CheckParentExists(resource, resources, tx, StringField(request, "parent")));
  const Descriptor* type = resource.table->type();
  COFI_ASSIGN_OR_RETURN(std::string name, NewName(tx, request, ResourceIn(request, type)));
  COFI_RETURN_IF_ERROR(CheckNotRetired(resource, tx, name));
  const std::string& field = ResourceField(request.GetDescriptor(), type)->name();
  response->CopyFrom(ResourceIn(request, type));
  SetStringField(response, "name", std::move(name));
  COFI_RETURN_IF_ERROR(CheckOneCurrency(*response, field));
  COFI_RETURN_IF_ERROR(CheckReferences(resources, tx, *response, field));
  if (resource.create != nullptr) COFI_RETURN_IF_ERROR(resource.create(tx, *response));
  COFI_RETURN_IF_ERROR(resource.table->Insert(tx, response));
  if (resource.created != nullptr) COFI_RETURN_IF_ERROR(resource.created(tx, *response));
  return View(resource, tx, response);
}

absl::Status Update(const Resource& resource, const Resources& resources, db::Transaction& tx,
                    const Message& request, Message* response) {
  const Message& wanted = ResourceIn(request, resource.table->type());
  const std::string field = ResourceField(request.GetDescriptor(), resource.table->type())->name();
  const std::string name = StringField(wanted, "name");
  if (name.empty()) {
    return InField(absl::StrCat(field, ".name"), Refuse(type::v1::REASON_FIELD_REQUIRED));
  }
  const std::unique_ptr<Message> before = resource.table->New();
  COFI_RETURN_IF_ERROR(resource.table->Get(tx, name, before.get()));
  COFI_RETURN_IF_ERROR(CheckEtag(*before, StringField(wanted, "etag")));
  COFI_ASSIGN_OR_RETURN(const std::vector<FieldPath> paths, MaskedPaths(request, wanted));

  response->CopyFrom(*before);
  const std::unique_ptr<Message> then(before->New());
  then->CopyFrom(*before);
  // Where a verb alone dates the facts, an update is of what does not count yet.
  const bool dated = !DatedFields(resource.table->type()).empty() &&
                     request.GetDescriptor()->FindFieldByName("effective_date") != nullptr;
  const FactChange change = FactChangeIn(request, tx.today());
  if (dated) {
    // What is given is judged beside what else counts on that day.
    TakeEffect(Day(change.effective_date), then.get());
    response->CopyFrom(*then);
  }
  std::vector<std::string> facts;
  bool names_fact = false;
  Violations violations;
  for (const FieldPath& path : paths) {
    if (IsKept(path)) continue;
    if (HasBehavior(path, google::api::IMMUTABLE) && !SameAt(path, wanted, *before)) {
      violations.Add(
          InField(absl::StrCat(field, ".", path.text()), Refuse(type::v1::REASON_FIELD_IMMUTABLE)));
      continue;
    }
    if (dated && FactsOf(path.fields().front()).dated()) {
      names_fact = true;
      // Who sends all that he read means what he changed of it.
      if (!IsMasked(request) && SameAt(path, wanted, *before)) continue;
      facts.push_back(path.fields().front()->name());
    }
    path.Copy(wanted, response);
  }
  if (!names_fact) violations.Add(CheckUndated(request, change));
  violations.Add(Validate(*response, field, Required::kEnforced));
  violations.Add(CheckOneCurrency(*response, field));
  COFI_RETURN_IF_ERROR(violations.ToStatus());
  COFI_RETURN_IF_ERROR(CheckReferences(resources, tx, *response, field));
  if (resource.update != nullptr) COFI_RETURN_IF_ERROR(resource.update(tx, *then, *response));
  if (dated) COFI_RETURN_IF_ERROR(ChangeFacts(*before, facts, change, tx.today(), response));
  COFI_RETURN_IF_ERROR(resource.table->Update(tx, response));
  if (resource.changed != nullptr) COFI_RETURN_IF_ERROR(resource.changed(tx, *before, *response));
  return View(resource, tx, response);
}

absl::Status Delete(const Resource& resource, const Resources& resources, db::Transaction& tx,
                    const Message& request, Message*) {
  const std::string name = StringField(request, "name");
  const std::unique_ptr<Message> existing = resource.table->New();
  COFI_RETURN_IF_ERROR(resource.table->Get(tx, name, existing.get()));
  COFI_RETURN_IF_ERROR(CheckEtag(*existing, StringField(request, "etag")));
  if (resource.remove != nullptr) COFI_RETURN_IF_ERROR(resource.remove(tx, *existing));
  COFI_RETURN_IF_ERROR(CheckUnreferenced(resource, resources, tx, name));
  const bool force = BoolField(request, "force");
  for (const db::TableBase* table : resource.children) {
    std::vector<std::unique_ptr<Message>> below;
    COFI_RETURN_IF_ERROR(table->Visit(
        tx, "root = $1 AND (parent = $2 OR parent LIKE $3)",
        {RootOf(name), absl::string_view(name), absl::StrCat(name, "/%")}, [&](const Message& row) {
          below.emplace_back(row.New())->CopyFrom(row);
          return absl::OkStatus();
        }));
    if (!below.empty() && !force) {
      const bool offered = request.GetDescriptor()->FindFieldByName("force") != nullptr;
      return InUse(name, below.size(), *table, offered ? ", or force the deletion" : "");
    }
    for (const auto& each : below) COFI_RETURN_IF_ERROR(table->Delete(tx, *each));
  }
  return resource.table->Delete(tx, *existing);
}

struct StandardMethod {
  clients::MethodKind method;
  HandlerKind kind;
  absl::Status (*function)(const Resource& resource, const Resources& resources,
                           db::Transaction& tx, const Message& request, Message* response);
};

constexpr StandardMethod kStandardMethods[] = {
    {clients::MethodKind::kGet, HandlerKind::kRead, &Get},
    {clients::MethodKind::kList, HandlerKind::kRead, &List},
    {clients::MethodKind::kCreate, HandlerKind::kWrite, &Create},
    {clients::MethodKind::kUpdate, HandlerKind::kWrite, &Update},
    {clients::MethodKind::kDelete, HandlerKind::kWrite, &Delete},
};

}  // namespace

void Modernize(const Resources& resources, absl::string_view type, std::string* bytes) {
  for (const auto& each : resources) {
    if (each->table->type()->full_name() != type) continue;
    const std::unique_ptr<Message> resource = each->table->New();
    if (each->table->ParseState(*bytes, resource.get())) *bytes = resource->SerializeAsString();
  }
}

const Resource* ResourceNamed(const Resources& resources, absl::string_view name) {
  for (const auto& each : resources) {
    if (each->table->pattern().Check(name).ok()) return each.get();
  }
  return nullptr;
}

absl::Status ViewAll(const Resource& resource, db::Transaction& tx, absl::CivilDay as_of,
                     db::Resources* rows) {
  if (resource.view == nullptr) return absl::OkStatus();
  db::Resources there;
  for (std::unique_ptr<Message>& row : *rows) {
    FactsOn(as_of, row.get());
    COFI_ASSIGN_OR_RETURN(const bool is_there, resource.view(tx, *row, &as_of));
    if (is_there) there.push_back(std::move(row));
  }
  *rows = std::move(there);
  if (resource.view_all != nullptr) COFI_RETURN_IF_ERROR(resource.view_all(tx, *rows, as_of));
  if (resource.outputs == nullptr) return absl::OkStatus();
  std::vector<Message*> each;
  each.reserve(rows->size());
  for (const std::unique_ptr<Message>& row : *rows) each.push_back(row.get());
  return resource.outputs(tx, each, &as_of);
}

void TellOutputs(const Resource& resource, Method* method) {
  const Descriptor* type = resource.table->type();
  const bool is_page =
      method->facts.kind == clients::MethodKind::kList && method->facts.resource == type;
  const bool answers = is_page || method->descriptor->output_type() == type;
  if (resource.outputs == nullptr || !answers || method->handler->function == nullptr) return;
  const auto tell = [&resource, is_page](db::Transaction& tx, const Message& request,
                                         Message* response) -> absl::Status {
    if (AsOf(request).has_value()) return absl::OkStatus();
    std::vector<Message*> rows;
    if (is_page) {
      const auto* reflection = response->GetReflection();
      const FieldDescriptor* field = response->GetDescriptor()->field(0);
      for (int i = 0; i < reflection->FieldSize(*response, field); ++i) {
        rows.push_back(reflection->MutableRepeatedMessage(response, field, i));
      }
    } else {
      rows.push_back(response);
    }
    return resource.outputs(tx, rows, nullptr);
  };
  AddToAnswers(tell, &*method->handler);
}

std::optional<absl::CivilDay> AsOf(const Message& request) {
  const Message* date = MessageField(request, "as_of_date");
  if (date == nullptr) return std::nullopt;
  return Day(static_cast<const Date&>(*date));
}

std::optional<Handler> StandardHandler(const Method& method, const Resources& resources) {
  for (const StandardMethod& standard : kStandardMethods) {
    if (method.facts.kind != standard.method) continue;
    for (const auto& each : resources) {
      if (each->table->type() != method.facts.resource) continue;
      return Handler{standard.kind,
                     [&resource = *each, &resources, function = standard.function](
                         auto& tx, const Message& request, Message* response) {
                       return function(resource, resources, tx, request, response);
                     },
                     {}};
    }
  }
  return std::nullopt;
}

std::string AskedBy(const Message& request) {
  const std::unique_ptr<Message> asked(request.New());
  asked->CopyFrom(request);
  for (const char* page : {"page_size", "page_token"}) {
    asked->GetReflection()->ClearField(asked.get(), request.GetDescriptor()->FindFieldByName(page));
  }
  return asked->SerializeAsString();
}

absl::Status InUse(const std::string& name, int64_t count, const db::TableBase& by,
                   absl::string_view hint) {
  return Refuse(type::v1::REASON_RESOURCE_IN_USE,
                {{"name", name},
                 {"children", absl::StrCat(by.pattern().collection(), " (", count, ")")},
                 {"hint", std::string(hint)}});
}

absl::Status CheckEtag(const Message& resource, const std::string& etag) {
  const std::string current = StringField(resource, "etag");
  if (etag.empty() || etag == current) return absl::OkStatus();
  return Refuse(type::v1::REASON_ETAG_MISMATCH,
                {{"name", StringField(resource, "name")}, {"current", current}, {"value", etag}});
}

absl::Status CheckHappened(const Date& date, absl::CivilDay today, absl::string_view field) {
  if (!IsSet(date) || Day(date) <= today) return absl::OkStatus();
  return InField(field, Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                               {{"value", IsoDate(date)},
                                {"accepted", "on {limit:date} or before"},
                                {"limit", absl::FormatCivilTime(today)}}));
}

absl::StatusOr<Date> EffectiveDate(const Date& date, absl::CivilDay today) {
  if (!IsSet(date)) return DateFromDay(today);
  COFI_RETURN_IF_ERROR(CheckHappened(date, today, "effective_date"));
  return date;
}

absl::StatusOr<int32_t> NextPosition(db::Transaction& tx, const char* table,
                                     const std::string& name) {
  constexpr int64_t kLast = std::numeric_limits<int32_t>::max();
  COFI_ASSIGN_OR_RETURN(const int64_t last,
                        tx.Number(absl::StrCat("SELECT MAX(position) FROM ", table,
                                               " WHERE root = $1 AND parent = $2 AND name <> $3"),
                                  {RootOf(name), ParentOf(name), absl::string_view(name)}));
  if (last < kLast) return static_cast<int32_t>(last) + 1;
  return InField(
      absl::StrCat(table, ".position"),
      Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
             {{"value", absl::StrCat(last + 1)}, {"accepted", absl::StrCat("0…", kLast)}}));
}

}  // namespace cofi::rpc
