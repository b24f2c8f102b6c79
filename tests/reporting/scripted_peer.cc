#include "tests/reporting/scripted_peer.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/check.h"
#include "base/fields.h"
#include "base/names.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/server_builder.h"
#include "services/rpc/errors.h"

namespace cofi::reporting {
namespace {

using Traits = grpc::SerializationTraits<google::protobuf::Message>;

// The method of `/cofi.budgets.v1.BudgetService/ListLines`.
const google::protobuf::MethodDescriptor* MethodAt(const std::string& path) {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  return pool->FindMethodByName(absl::StrReplaceAll(path.substr(1), {{"/", "."}}));
}

}  // namespace

class ScriptedPeer::Reactor final : public grpc::ServerGenericBidiReactor {
 public:
  Reactor(const google::protobuf::MethodDescriptor* method, const Script* script)
      : method_(method), script_(script) {
    StartRead(&bytes_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    const auto request = NewMessage(method_->input_type());
    const auto response = NewMessage(method_->output_type());
    COFI_CHECK(Traits::Deserialize(&bytes_, request.get()).ok(), method_->full_name());
    if (script_ != nullptr) {
      const absl::Status status = (*script_)(*request, response.get());
      if (!status.ok()) return Finish(rpc::ToGrpc(status, Language::kEnglish));
    }
    bool own = false;
    COFI_CHECK(Traits::Serialize(*response, &bytes_, &own).ok(), method_->full_name());
    StartWriteAndFinish(&bytes_, {}, grpc::Status::OK);
  }

  void OnDone() override { delete this; }

 private:
  const google::protobuf::MethodDescriptor* const method_;
  const Script* const script_;
  grpc::ByteBuffer bytes_;
};

ScriptedPeer::ScriptedPeer() {
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(this);
  server_ = builder.BuildAndStart();
  channel_ = server_->InProcessChannel({});
}

ScriptedPeer::~ScriptedPeer() { server_->Shutdown(); }

std::string ScriptedPeer::Calls() const {
  absl::MutexLock lock(&mutex_);
  return absl::StrJoin(counts_, ", ", [](std::string* out, const auto& each) {
    absl::StrAppend(out, IdOf(each.first), " ", each.second);
  });
}

grpc::ServerGenericBidiReactor* ScriptedPeer::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  {
    absl::MutexLock lock(&mutex_);
    ++counts_[context->method()];
    const auto said = [&](const char* key) {
      const auto found = context->client_metadata().find(key);
      return found == context->client_metadata().end()
                 ? ""
                 : std::string(found->second.data(), found->second.size());
    };
    language_ = said(clients::kLanguageKey);
    on_behalf_ = said(clients::kOnBehalfKey);
  }
  const auto found = scripts_.find(context->method());
  return new Reactor(MethodAt(context->method()),
                     found == scripts_.end() ? nullptr : &found->second);
}

}  // namespace cofi::reporting
