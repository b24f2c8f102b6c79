#include "services/rpc/directory.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/names.h"
#include "base/refusal.h"
#include "clients/peer.h"
#include "google/api/resource.pb.h"

namespace cofi::rpc {
namespace {

constexpr absl::Duration kRemembered = absl::Seconds(30);
// Names are short: this is a few megabytes at most.
constexpr size_t kKnownMax = 50'000;

// One question to a peer, with its messages.
struct Question {
  std::unique_ptr<Message> request;
  std::unique_ptr<Message> resource;
};

}  // namespace

bool Directory::IsElsewhere(const Descriptor* type) const {
  const std::string owner = clients::OwnerOf(type);
  return owner != self_ && peers_->Has(owner);
}

std::vector<Directory::Lead> Directory::MakeLeads(const Descriptor* type) const {
  std::vector<Lead> leads;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (absl::StartsWith(field->message_type()->full_name(), "cofi.")) {
        leads.push_back({field, nullptr});
      }
      continue;
    }
    const std::string& target =
        field->options().GetExtension(google::api::resource_reference).type();
    const Descriptor* resource = target.empty() ? nullptr : clients::ResourceOf(target);
    if (resource != nullptr && IsElsewhere(resource)) leads.push_back({field, resource});
  }
  return leads;
}

const std::vector<Directory::Lead>& Directory::LeadsOf(const Descriptor* type) {
  absl::MutexLock lock(&mutex_);
  auto& leads = leads_[type];
  if (leads == nullptr) leads = std::make_unique<std::vector<Lead>>(MakeLeads(type));
  return *leads;
}

void Directory::Collect(const Message& message, const std::string& prefix,
                        std::vector<Need>* needs) {
  const auto* reflection = message.GetReflection();
  for (const auto& [field, type] : LeadsOf(message.GetDescriptor())) {
    const bool repeated = field->is_repeated();
    const int count =
        repeated ? reflection->FieldSize(message, field) : reflection->HasField(message, field);
    for (int i = 0; i < count; ++i) {
      if (type == nullptr) {
        Collect(repeated ? reflection->GetRepeatedMessage(message, field, i)
                         : reflection->GetMessage(message, field),
                absl::StrCat(prefix, field->name(), "."), needs);
      } else {
        needs->push_back({absl::StrCat(prefix, field->name()),
                          repeated ? reflection->GetRepeatedString(message, field, i)
                                   : reflection->GetString(message, field),
                          type});
      }
    }
  }
}

bool Directory::Recall(const std::string& name, ProjectFacts* facts) {
  absl::MutexLock lock(&mutex_);
  const auto found = known_.find(name);
  if (found == known_.end() || found->second.until < absl::Now()) return false;
  if (facts != nullptr) *facts = found->second.facts;
  return true;
}

void Directory::Remember(const std::string& name, const Message& resource) {
  absl::MutexLock lock(&mutex_);
  if (known_.size() >= kKnownMax) known_.clear();
  known_[name] = {{StringField(resource, "currency"), StringField(resource, "time_zone")},
                  absl::Now() + kRemembered};
}

void Directory::Admit(const Message& request, const std::string& root,
                      const type::v1::Moment* known_at, Done done) {
  std::vector<Need> needs;
  if (absl::StartsWith(root, "projects/")) {
    static const Descriptor* const project = clients::ResourceOf("cofi/Project");
    if (IsElsewhere(project)) needs.push_back({"", root, project});
  }
  Collect(request, "", &needs);
  // The project itself is asked for above, as what the request is about; a
  // wildcard names nothing that could be missing.
  needs.erase(std::remove_if(needs.begin(), needs.end(),
                             [&](const Need& need) {
                               return !need.field.empty() &&
                                      (need.name == root || HasWildcard(need.name));
                             }),
              needs.end());

  struct Waiting {
    absl::Mutex mutex;
    absl::Status status;
    ProjectFacts facts;
    std::atomic<int> open = 1;  // One for this function itself.
    Done done;
  };
  auto waiting = std::make_shared<Waiting>();
  waiting->done = std::move(done);
  const auto finish_one = [waiting] {
    if (--waiting->open == 0) waiting->done(waiting->status, waiting->facts);
  };
  for (const Need& need : needs) {
    const bool then = need.field.empty() && known_at != nullptr;
    if (!then && Recall(need.name, need.field.empty() ? &waiting->facts : nullptr)) continue;
    ++waiting->open;
    const auto* getter = clients::GetterOf(need.type);
    auto question = std::make_shared<Question>(
        Question{NewMessage(getter->input_type()), NewMessage(getter->output_type())});
    SetStringField(question->request.get(), "name", need.name);
    if (then) MutableMessageField(question->request.get(), "known_at")->CopyFrom(*known_at);
    const std::string owner = clients::OwnerOf(need.type);
    const absl::StatusOr<clients::Peer> peer = peers_->Get(owner, {});
    if (!peer.ok()) {
      {
        absl::MutexLock lock(&waiting->mutex);
        if (waiting->status.ok()) waiting->status = peer.status();
      }
      finish_one();
      continue;
    }
    peer->Call(
        *question->request, question->resource.get(),
        [this, waiting, question, need, owner, then, finish_one](const grpc::Status& answer) {
          absl::Status status = clients::FromPeer(owner, answer);
          if (status.ok() && !then) {
            Remember(need.name, *question->resource);
          } else if (absl::IsNotFound(status) && !need.field.empty()) {
            status = InField(need.field,
                             Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", need.name}}));
          }
          {
            absl::MutexLock lock(&waiting->mutex);
            if (waiting->status.ok()) waiting->status = status;
            if (status.ok() && need.field.empty()) {
              waiting->facts = {StringField(*question->resource, "currency"),
                                StringField(*question->resource, "time_zone")};
            }
          }
          finish_one();
        });
  }
  finish_one();
}

}  // namespace cofi::rpc
