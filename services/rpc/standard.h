// The standard methods (AIP-131 to 135), written once for every resource. What
// is particular to one is in its rules.
#ifndef COFI_SERVICES_RPC_STANDARD_H_
#define COFI_SERVICES_RPC_STANDARD_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "base/refusal.h"
#include "db/tables/list.h"
#include "db/tables/table.h"
#include "services/rpc/allowed_verbs.h"
#include "services/rpc/method.h"

namespace cofi::rpc {

// What a resource adds to the standard methods; whatever is null adds nothing.
template <typename M>
struct Rules {
  // Before a resource is inserted: refuses it, or fills in what only the server
  // sets. Its name is already there.
  absl::Status (*create)(db::Transaction& tx, M& resource) = nullptr;
  // After it was inserted: makes what belongs to it.
  absl::Status (*created)(db::Transaction& tx, const M& resource) = nullptr;
  // Before the resource `before` becomes `after`: refuses it, or fills in what follows
  // from the change.
  absl::Status (*update)(db::Transaction& tx, const M& before, M& after) = nullptr;
  // After its facts changed, by an update, because their day has come (base/dated_facts.h) or
  // because they were undone: makes follow what hangs on them. It is stored.
  absl::Status (*changed)(db::Transaction& tx, const M& before, const M& after) = nullptr;
  // Before a resource is deleted: refuses it. Not asked of what is deleted with its
  // parent, by force.
  absl::Status (*remove)(db::Transaction& tx, const M& resource) = nullptr;
  // Works out what is not stored (totals), as of a civil date if one is given;
  // false if the resource was not there yet on that date.
  absl::StatusOr<bool> (*view)(db::Transaction& tx, M& resource,
                               const absl::CivilDay* as_of) = nullptr;
  // After `view` as of a civil date, for all rows of a page at once: what would need a
  // question to the store for each.
  absl::Status (*view_all)(db::Transaction& tx, const std::vector<M*>& rows,
                           absl::CivilDay as_of) = nullptr;
  // Works out what is not stored and hangs on other resources, for all rows of an answer at once,
  // as of a civil date if one is given. Of a resource that has a `view`.
  absl::Status (*outputs)(db::Transaction& tx, const std::vector<M*>& rows,
                          const absl::CivilDay* as_of) = nullptr;
  // The name that another stands for, as of a civil date if one is given: itself, for most. Of what
  // is read, and of the parent of what is listed.
  absl::StatusOr<std::string> (*resolve)(db::Transaction& tx, const std::string& name,
                                         const absl::CivilDay* as_of) = nullptr;
  // Whether it is there by the name that others refer to it by, if that is not its own.
  absl::StatusOr<bool> (*is_there)(db::Transaction& tx, const std::string& name) = nullptr;
  // What must hold of a resource at any time, besides what is proved of all of them: that
  // its row is what the journal says, its history ends with its state, and all that it
  // refers to is there. A finding (verify_resource.h) if it does not.
  absl::Status (*verify)(db::Transaction& tx, const M& resource) = nullptr;
  // The verbs that its state does not always allow, if there are any.
  StateVerbs<M> verbs = {};
  // Tables of what belongs to it: it is not deleted while they hold some of it,
  // unless by force, and then with it, whatever else refers to that.
  std::vector<const db::TableBase*> children;
  // How a list is sorted when the query does not say.
  const char* order_by = nullptr;
  // A field that may be long, and which lists leave out.
  const char* left_out_of_lists = nullptr;
};

// The same without the type, as the standard methods need it.
struct Resource {
  template <typename M>
  Resource(const db::Table<M>& from, const Rules<M>& rules)
      : table(&from),
        children(rules.children),
        order_by(rules.order_by),
        left_out_of_lists(rules.left_out_of_lists),
        resolve(rules.resolve),
        is_there(rules.is_there) {
    const auto as = [](Message& message) -> M& { return static_cast<M&>(message); };
    if (rules.create) {
      create = [=](auto& tx, Message& each) { return rules.create(tx, as(each)); };
    }
    if (rules.created) {
      created = [=](auto& tx, const Message& each) {
        return rules.created(tx, static_cast<const M&>(each));
      };
    }
    if (rules.update) {
      update = [=](auto& tx, const Message& before, Message& after) {
        return rules.update(tx, static_cast<const M&>(before), as(after));
      };
    }
    if (rules.changed) {
      changed = [=](auto& tx, const Message& before, const Message& after) {
        return rules.changed(tx, static_cast<const M&>(before), static_cast<const M&>(after));
      };
    }
    if (rules.remove) {
      remove = [=](auto& tx, const Message& each) {
        return rules.remove(tx, static_cast<const M&>(each));
      };
    }
    if (rules.view) {
      view = [=](auto& tx, Message& each, const absl::CivilDay* as_of) {
        return rules.view(tx, as(each), as_of);
      };
    }
    if (rules.view_all) {
      view_all = [=](auto& tx, const db::Resources& rows, absl::CivilDay as_of) {
        std::vector<M*> typed;
        typed.reserve(rows.size());
        for (const auto& each : rows) typed.push_back(&as(*each));
        return rules.view_all(tx, typed, as_of);
      };
    }
    if (rules.outputs) {
      outputs = [=](auto& tx, const std::vector<Message*>& rows, const absl::CivilDay* as_of) {
        std::vector<M*> typed;
        typed.reserve(rows.size());
        for (Message* each : rows) typed.push_back(&as(*each));
        return rules.outputs(tx, typed, as_of);
      };
    }
    if (rules.verify) {
      verify = [=](auto& tx, const Message& each) {
        return rules.verify(tx, static_cast<const M&>(each));
      };
    }
    if (rules.verbs.allowed) {
      verbs = {rules.verbs.all, [allowed = rules.verbs.allowed](auto& tx, const Message& each) {
                 return allowed(tx, static_cast<const M&>(each));
               }};
    }
  }

  const db::TableBase* table;
  std::vector<const db::TableBase*> children;
  const char* order_by;
  const char* left_out_of_lists;
  absl::StatusOr<std::string> (*resolve)(db::Transaction&, const std::string&,
                                         const absl::CivilDay*);
  absl::StatusOr<bool> (*is_there)(db::Transaction&, const std::string&);
  std::function<absl::Status(db::Transaction&, Message&)> create;
  std::function<absl::Status(db::Transaction&, const Message&)> created;
  std::function<absl::Status(db::Transaction&, const Message&, Message&)> update;
  std::function<absl::Status(db::Transaction&, const Message&, const Message&)> changed;
  std::function<absl::Status(db::Transaction&, const Message&)> remove;
  std::function<absl::StatusOr<bool>(db::Transaction&, Message&, const absl::CivilDay*)> view;
  std::function<absl::Status(db::Transaction&, const db::Resources&, absl::CivilDay)> view_all;
  std::function<absl::Status(db::Transaction&, const std::vector<Message*>&, const absl::CivilDay*)>
      outputs;
  std::function<absl::Status(db::Transaction&, const Message&)> verify;
  StateVerbs<Message> verbs;
};

using Resources = std::vector<std::unique_ptr<const Resource>>;

// The one whose names have the form of this; null if there is none.
const Resource* ResourceNamed(const Resources& resources, absl::string_view name);

// Makes of a message of the type `type`, as an earlier version kept it in the journal or as an
// answer, what this one says, if it is one of these resources. Nothing that is kept is changed.
void Modernize(const Resources& resources, absl::string_view type, std::string* bytes);

// The handler of a standard method of one of `resources`, which are all those of the
// service and must stay; none for another method.
//
// Get refuses with RESOURCE_NOT_FOUND; List with that of the parent and what db/tables/list.h
// says; Create with RESOURCE_NOT_FOUND of the parent, RESOURCE_EXISTS, NAME_RETIRED
// of a root and REFERENCE_NOT_FOUND; Update with RESOURCE_NOT_FOUND, ETAG_MISMATCH, FIELD_UNKNOWN
// in the mask, FIELD_IMMUTABLE, REFERENCE_NOT_FOUND and what validate.h says; Delete with
// RESOURCE_NOT_FOUND, ETAG_MISMATCH, and RESOURCE_IN_USE while it has children, unless
// by force, and while another resource of the service refers to it; what other services
// have is asked before (exchange.h). And with what the resource's own rules say.
std::optional<Handler> StandardHandler(const Method& method, const Resources& resources);

// Makes of rows what they were on the date, without those that were not there.
absl::Status ViewAll(const Resource& resource, db::Transaction& tx, absl::CivilDay as_of,
                     db::Resources* rows);

// Adds to the handler of `method`, if it answers with `resource` or a page of them, that their
// `outputs` are worked out as they are now; as of a date, ViewAll does it.
void TellOutputs(const Resource& resource, Method* method);

// The civil date of `as_of_date`, if the request has one.
std::optional<absl::CivilDay> AsOf(const Message& request);

// All that a list asks for but which page of it, as bytes: to that its page tokens are bound.
std::string AskedBy(const Message& request);

// RESOURCE_IN_USE: `count` rows of `by` refer to `name`, or are below it; `hint` is a phrase
// (base/reasons.h).
absl::Status InUse(const std::string& name, int64_t count, const db::TableBase& by,
                   absl::string_view hint = "");

// ETAG_MISMATCH if the request has an etag and it is not the resource's.
absl::Status CheckEtag(const Message& resource, const std::string& etag);

// The resource that a verb's request names, at the etag that it gives:
// RESOURCE_NOT_FOUND, ETAG_MISMATCH.
template <typename M, typename Request>
absl::StatusOr<M> Load(db::Transaction& tx, const db::Table<M>& table, const Request& request) {
  COFI_ASSIGN_OR_RETURN(M resource, table.Get(tx, request.name()));
  COFI_RETURN_IF_ERROR(CheckEtag(resource, request.etag()));
  return resource;
}

// What is recorded has happened: dated ahead by a slip, it could not be undone before
// that date. VALUE_OUT_OF_RANGE in `field` if the date lies ahead; one that is not set
// does not.
absl::Status CheckHappened(const Date& date, absl::CivilDay today, absl::string_view field);

// The civil date on which a change takes effect: the one given, else today.
// VALUE_OUT_OF_RANGE if it lies ahead.
absl::StatusOr<Date> EffectiveDate(const Date& date, absl::CivilDay today);

// The place behind all others below the parent of `name`. `table` is what the resource is called.
// VALUE_OUT_OF_RANGE, in its field `position`, if there is none left.
absl::StatusOr<int32_t> NextPosition(db::Transaction& tx, const char* table,
                                     const std::string& name);

// Puts a resource there that has no place.
template <typename M>
absl::Status PutLast(db::Transaction& tx, const char* table, M& resource) {
  if (resource.has_position()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const int32_t next, NextPosition(tx, table, resource.name()));
  resource.set_position(next);
  return absl::OkStatus();
}

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_STANDARD_H_
