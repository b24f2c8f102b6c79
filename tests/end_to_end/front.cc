#include "tests/end_to_end/front.h"

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "clients/peer.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

namespace cofi::end_to_end {
namespace {

std::string Text(grpc::string_ref text) { return {text.data(), text.size()}; }

}  // namespace

// One call: no message is looked at, all metadata of Cofi's own goes both ways.
class Front::Reactor final : public grpc::ServerGenericBidiReactor {
 public:
  Reactor(grpc::GenericCallbackServerContext* context, std::shared_ptr<grpc::Channel> channel)
      : context_(context), channel_(std::move(channel)) {
    onward_.set_deadline(context->deadline());
    for (const auto& [key, value] : context->client_metadata()) {
      if (Text(key) == clients::kLanguageKey || absl::StartsWith(Text(key), "cofi-")) {
        onward_.AddMetadata(Text(key), Text(value));
      }
    }
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!ok || channel_ == nullptr) return Finish({grpc::StatusCode::UNIMPLEMENTED, "no server"});
    grpc::GenericStub(channel_).UnaryCall(&onward_, context_->method(), {}, &request_, &response_,
                                          [this](const grpc::Status& status) { Answer(status); });
  }

  void OnCancel() override { onward_.TryCancel(); }
  void OnDone() override { delete this; }

 private:
  void Answer(const grpc::Status& status) {
    for (const auto& [key, value] : onward_.GetServerInitialMetadata()) {
      if (absl::StartsWith(Text(key), "cofi-")) {
        context_->AddInitialMetadata(Text(key), Text(value));
      }
    }
    if (!status.ok()) return Finish(status);
    StartWriteAndFinish(&response_, {}, status);
  }

  grpc::GenericCallbackServerContext* const context_;
  const std::shared_ptr<grpc::Channel> channel_;
  grpc::ClientContext onward_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

Front::Front(const std::string& address, const std::map<std::string, std::string>& servers) {
  for (const auto& [service, server] : servers) channels_[service] = clients::Connect(server);
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials());
  builder.RegisterCallbackGenericService(this);
  server_ = builder.BuildAndStart();
  COFI_CHECK(server_ != nullptr, address);
}

Front::~Front() {
  server_->Shutdown(std::chrono::system_clock::now());
  server_->Wait();
}

grpc::ServerGenericBidiReactor* Front::CreateReactor(grpc::GenericCallbackServerContext* context) {
  // `/cofi.budgets.v1.ExpenseService/CreateExpense`
  const std::vector<std::string> parts = absl::StrSplit(context->method(), '.');
  const auto found = parts.size() > 2 ? channels_.find(parts[1]) : channels_.end();
  return new Reactor(context, found == channels_.end() ? nullptr : found->second);
}

}  // namespace cofi::end_to_end
