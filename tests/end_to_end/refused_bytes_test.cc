// What only a faulty or hostile client sends: no deadline, too much, bytes that
// are no text, bytes that are no message.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <optional>

#include "absl/strings/str_cat.h"
#include "cofi/projects/v1/projects.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/installations/installation.h"
#include "tests/installations/refusals.h"

namespace cofi::end_to_end {
namespace {

using ::testing::HasSubstr;

constexpr char kCreateProject[] = "/cofi.projects.v1.ProjectService/CreateProject";
constexpr char kListProjects[] = "/cofi.projects.v1.ProjectService/ListProjects";

class RefusedBytes : public EndToEnd {
 protected:
  // Sends bytes as they are.
  grpc::Status Send(const std::string& path, const std::string& bytes,
                    std::optional<absl::Duration> timeout = kGuard, const char* language = "en") {
    grpc::ClientContext context;
    if (timeout.has_value()) context.set_deadline(absl::ToChronoTime(absl::Now() + *timeout));
    context.AddMetadata("accept-language", language);
    const grpc::Slice slice(bytes);
    grpc::ByteBuffer request(&slice, 1), response;
    std::promise<grpc::Status> answer;
    grpc::GenericStub(cofi().channel("projects"))
        .UnaryCall(&context, path, {}, &request, &response,
                   [&](const grpc::Status& status) { answer.set_value(status); });
    return answer.get_future().get();
  }

  // A request to create a project with this title.
  static std::string Titled(const std::string& title) {
    projects::v1::CreateProjectRequest request;
    // A placeholder of the same length: the message would not take bytes that
    // are no text.
    const std::string placeholder(title.size(), '?');
    request.mutable_project()->set_display_name(placeholder);
    std::string bytes = request.SerializeAsString();
    bytes.replace(bytes.find(placeholder), placeholder.size(), title);
    return bytes;
  }

  void ExpectRefused(const std::string& bytes, const std::string& english,
                     const std::string& french) {
    const auto before = cofi().books().Contents();
    EXPECT_EQ(Said(Send(kCreateProject, bytes)), english);
    EXPECT_EQ(Said(Send(kCreateProject, bytes, kGuard, "fr-FR,fr;q=0.9"), Language::kFrench),
              french);
    EXPECT_EQ(cofi().books().Contents(), before);
  }
};
COFI_IN_ONE_SHAPE(RefusedBytes);

TEST_P(RefusedBytes, NoDeadline) {
  EXPECT_EQ(Said(Send(kListProjects, "", std::nullopt)),
            "INVALID_ARGUMENT DEADLINE_REQUIRED: a deadline is required: set one on the call, at"
            " most 600 s ahead");
  EXPECT_EQ(Said(Send(kListProjects, "", std::nullopt, "fr"), Language::kFrench),
            "INVALID_ARGUMENT DEADLINE_REQUIRED: un délai est obligatoire : fixez-en un pour"
            " l'appel, 600 s au plus");
  EXPECT_EQ(Said(Send(kListProjects, "", absl::Minutes(11))),
            Said(Send(kListProjects, "", std::nullopt)));
  EXPECT_EQ(Said(Send(kListProjects, "", absl::Minutes(9))), "OK");
}

TEST_P(RefusedBytes, TextThatIsNotUtf8) {
  for (const char* title : {"\xff",
                            "Pr\xe9"
                            "caris",
                            "\xed\xa0\x80", "\xc0\xaf"}) {
    ExpectRefused(Titled(title),
                  "INVALID_ARGUMENT INVALID_MESSAGE: the request is not a CreateProjectRequest, or"
                  " a text in it is not UTF-8",
                  "INVALID_ARGUMENT INVALID_MESSAGE: la requête n'est pas un CreateProjectRequest,"
                  " ou un texte n'y est pas en UTF-8");
  }
}

TEST_P(RefusedBytes, BytesThatAreNoMessage) {
  for (const char* bytes : {"\x12\xff\xff\xff\xff\x0f", "\x0b", "{\"project\": {}}"}) {
    ExpectRefused(bytes,
                  "INVALID_ARGUMENT INVALID_MESSAGE: the request is not a CreateProjectRequest, or"
                  " a text in it is not UTF-8",
                  "INVALID_ARGUMENT INVALID_MESSAGE: la requête n'est pas un CreateProjectRequest,"
                  " ou un texte n'y est pas en UTF-8");
  }
}

TEST_P(RefusedBytes, ControlCharactersAndNul) {
  for (const auto& title : {std::string("a\0b", 3), std::string("\x1b[31mred")}) {
    EXPECT_THAT(Said(Send(kCreateProject, Titled(title))),
                HasSubstr("INVALID_ARGUMENT VALUE_MALFORMED project.display_name: "));
  }
}

// gRPC itself refuses what is over the limit, before Cofi sees a byte of it.
TEST_P(RefusedBytes, MessageOverTheLimit) {
  const auto before = cofi().books().Contents();
  constexpr int kLimit = 256 << 10;
  const grpc::Status status = Send(kCreateProject, Titled(std::string(kLimit, 'a')));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(status.error_message(), HasSubstr(absl::StrCat(kLimit)));
  EXPECT_THAT(Said(Send(kCreateProject, Titled(std::string(kLimit - 100, 'a')))),
              HasSubstr("INVALID_ARGUMENT VALUE_TOO_LONG project.display_name: "));
  EXPECT_EQ(cofi().books().Contents(), before);
}

// gRPC unpacks a message before it asks for its size: it takes none.
TEST_P(RefusedBytes, APackedMessage) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
  context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  const grpc::Slice slice(Titled(std::string(100'000, 'a')));
  grpc::ByteBuffer request(&slice, 1), response;
  std::promise<grpc::Status> answer;
  grpc::GenericStub(cofi().channel("projects"))
      .UnaryCall(&context, kCreateProject, {}, &request, &response,
                 [&](const grpc::Status& status) { answer.set_value(status); });
  EXPECT_EQ(answer.get_future().get().error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

// What a later version's client says is kept nowhere: it would mean something once this
// one is replaced by that version.
TEST_P(RefusedBytes, AFieldThatThisVersionDoesNotKnowIsDropped) {
  projects::v1::CreateProjectRequest request;
  request.set_project_id("unknown-field");
  request.mutable_project()->set_display_name("Projet");
  request.mutable_project()
      ->GetReflection()
      ->MutableUnknownFields(request.mutable_project())
      ->AddLengthDelimited(19'000, std::string(1'000, 'u'));
  ASSERT_EQ(Said(Send(kCreateProject, request.SerializeAsString())), "OK");
  EXPECT_EQ(cofi().books().Value("projects",
                                 "SELECT MAX(LENGTH(state)) < 1000 FROM journal"
                                 " WHERE root = 'projects/unknown-field'"),
            cofi().books().Value("projects", "SELECT 1 = 1"));
}

TEST_P(RefusedBytes, MethodThatThereIsNot) {
  EXPECT_EQ(Send("/cofi.projects.v1.ProjectService/Rename", "").error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

}  // namespace
}  // namespace cofi::end_to_end
