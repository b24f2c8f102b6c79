// What becomes of contents in the store: while time goes by, and when somebody changes them past
// Cofi.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/peer.h"
#include "cofi/attachments/v1/papers.pb.h"
#include "cofi/projects/v1/organizations.pb.h"
#include "services/cofid/topology.h"
#include "tests/installations/books.h"
#include "tests/installations/cluster.h"
#include "tests/installations/contents.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/programs.h"
#include "tests/installations/refusals.h"
#include "tests/reasons.h"

namespace cofi::end_to_end {
namespace {

using attachments::v1::UploadContentRequest;
using attachments::v1::UploadContentResponse;
using ::testing::HasSubstr;

// One server with all services, by a clock that the test moves.
class ContentsInTime : public ::testing::Test {
 protected:
  ContentsInTime()
      : database_(NewDatabase()), books_({{"attachments", folder_.path() + "/data"}}, database_) {
    Start(kGuard);
    projects::v1::CreateOrganizationRequest request;
    request.set_organization_id("o");
    request.mutable_organization()->set_display_name("O");
    request.mutable_organization()->set_kind(projects::v1::Organization::KIND_OTHER);
    projects::v1::Organization made;
    EXPECT_THAT(Ask(request, &made), IsOk());
  }

  void Start(absl::Duration idle_max) {
    server_.reset();
    cofid::Options options;
    options.services = "all";
    options.data = folder_.path() + "/data";
    options.database = database_;
    options.listen = absl::StrCat("unix:", folder_.path(), "/", starts_++, ".sock");
    options.idle_max = idle_max;
    options.clock = {.now = [this] { return start_ + absl::Hours(hours_.load()); },
                     .uptime = [this] { return absl::Hours(hours_.load()); }};
    server_ = cofid::Topology::Start(options).value();
    channel_ = clients::Connect(options.listen);
  }

  absl::Status Ask(const google::protobuf::Message& request, google::protobuf::Message* response) {
    const clients::Peer peer(channel_, {.timeout = kGuard, .principal = "test"});
    return clients::FromPeer("server", peer.CallAndWait(request, response));
  }
  UploadContentResponse Uploaded(const std::string& bytes) {
    UploadContentResponse kept;
    const grpc::Status status = Upload(channel_, bytes, &kept);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return kept;
  }
  absl::Status Use(const std::string& id, const std::string& sha256) {
    attachments::v1::CreatePaperRequest request;
    request.set_parent("organizations/o");
    request.set_paper_id(id);
    request.mutable_paper()->set_display_name(id + ".pdf");
    request.mutable_paper()->set_kind(attachments::v1::Paper::KIND_OTHER);
    request.mutable_paper()->set_sha256(sha256);
    attachments::v1::Paper made;
    return Ask(request, &made);
  }
  std::string Count(const std::string& from) {
    return books_.Value("attachments", absl::StrCat("SELECT CAST(COUNT(*) AS TEXT) FROM ", from));
  }
  bool Has(const std::string& bytes) {
    return Count(absl::StrCat("content WHERE sha256 = '", Sha256Of(bytes), "'")) == "1";
  }
  std::string Orphans() { return Count("piece WHERE upload NOT IN (SELECT upload FROM content)"); }

  const Folder folder_;
  const std::string database_;
  const Books books_;
  const absl::Time start_ = absl::Now();
  std::atomic<int> hours_ = 0;
  int starts_ = 0;
  std::unique_ptr<cofid::Topology> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(ContentsInTime, WhatNobodyUsesIsForgottenAfterADay) {
  Uploaded("unused");
  Uploaded("wanted again");
  ASSERT_THAT(Use("used", Uploaded("used").sha256()), IsOk());
  hours_ = 23;
  EXPECT_TRUE(Uploaded("wanted again").known());
  Uploaded("later");
  EXPECT_TRUE(Has("unused"));
  hours_ = 25;
  Uploaded("last");
  EXPECT_FALSE(Has("unused"));
  for (const char* each : {"wanted again", "used", "later", "last"}) EXPECT_TRUE(Has(each)) << each;
  EXPECT_EQ(Orphans(), "0");
  EXPECT_THAT(Use("unused", Sha256Of("unused")), IsReason(type::v1::REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(Use("again", Sha256Of("wanted again")), IsOk());
  EXPECT_FALSE(Uploaded("unused").known());
  // However long it is used.
  hours_ = 24 * 365;
  Uploaded("next year");
  std::string bytes;
  EXPECT_TRUE(Download(channel_, "organizations/o/papers/used", &bytes).ok());
  EXPECT_EQ(bytes, "used");
}

// What was begun before the server stopped has no one who goes on with it.
TEST_F(ContentsInTime, WhatWasHalfUploadedIsForgottenAfterADay) {
  UploadContentRequest request;
  UploadContentResponse kept;
  int sent = 0;
  const grpc::Status cut = UploadMessages(channel_, &kept, &request, [&](bool*) {
    if (++sent == 20) {
      EXPECT_TRUE(Eventually([this] { return Count("piece") == "2"; }));
      // As if it had been killed: nothing is told.
      const auto books = books_.Open("attachments", db::Access::kWrite);
      EXPECT_THAT(books->Run("INSERT INTO upload (root, id, create_time) SELECT root, 'lost',"
                             " create_time FROM upload"),
                  IsOk());
      EXPECT_THAT(books->Run("INSERT INTO piece (root, upload, position, data) SELECT root,"
                             " 'lost', position, data FROM piece"),
                  IsOk());
      return grpc::Status::CANCELLED;
    }
    request.set_data(std::string(size_t{128} << 10, static_cast<char>(sent)));
    return grpc::Status::OK;
  });
  EXPECT_FALSE(cut.ok());
  EXPECT_TRUE(Eventually([this] { return Orphans() == "2"; })) << "those that were lost";
  hours_ = 23;
  Uploaded("x");
  EXPECT_EQ(Orphans(), "2");
  hours_ = 25;
  Uploaded("y");
  EXPECT_EQ(Orphans(), "0");
  EXPECT_EQ(Count("upload"), "0");
}

// A slow line is no way to have something kept that is not whole.
TEST_F(ContentsInTime, WhatTakesMoreThanADayIsWholeOrNotKept) {
  const std::string bytes = BytesOf(size_t{3} << 20, 1);
  UploadContentRequest request;
  UploadContentResponse kept;
  size_t at = 0;
  const grpc::Status slow = UploadMessages(channel_, &kept, &request, [&](bool* more) {
    if (at == size_t{5} << 19) {
      EXPECT_TRUE(Eventually([this] { return Count("piece") == "2"; }));
      hours_ = 25;
      Uploaded("of somebody else");
    }
    *more = at < bytes.size();
    request.set_data(bytes.substr(at, size_t{128} << 10));
    at += request.data().size();
    return grpc::Status::OK;
  });
  EXPECT_TRUE(slow.ok() || !Has(bytes));
  Uploaded(bytes);
  ASSERT_THAT(Use("p", Sha256Of(bytes)), IsOk());
  std::string received;
  const grpc::Status status = Download(channel_, "organizations/o/papers/p", &received);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(received == bytes);
  EXPECT_TRUE(Eventually([this] { return Orphans() == "0"; }));
}

TEST_F(ContentsInTime, ACallerWhoSendsNothingIsCutOff) {
  Start(absl::Milliseconds(300));
  for (const int messages : {0, 1, 9}) {
    UploadContentRequest request;
    UploadContentResponse kept;
    int sent = 0;
    const grpc::Status idle = UploadMessages(channel_, &kept, &request, [&](bool*) {
      // Until it has been.
      if (sent++ >= messages) absl::SleepFor(absl::Milliseconds(sent > messages + 1 ? 50 : 1'500));
      request.set_data(std::string(size_t{128} << 10, 'x'));
      return grpc::Status::OK;
    });
    EXPECT_THAT(Said(idle), HasSubstr("DEADLINE_EXCEEDED")) << messages;
    EXPECT_TRUE(Eventually([this] { return Count("piece") == "0"; })) << messages;
  }
  EXPECT_FALSE(Uploaded("the next").known());
}

class ChangedPast : public ::testing::TestWithParam<Shape> {
 protected:
  ChangedPast() : cofi_(GetParam()) {
    Must(cofi_, "CreateOrganization",
         "organization_id: 'o' organization { display_name: 'O' kind:"
         " KIND_OTHER }");
  }

  // A paper of three pieces, of which the last is short.
  void Make() {
    const std::string sha256 = MustUpload(cofi_, bytes_).sha256();
    Must(cofi_, "CreatePaper",
         absl::StrCat("parent: 'organizations/o' paper_id: 'p' paper { display_name: 'p.pdf' kind:"
                      " KIND_OTHER sha256: '",
                      sha256, "' }"));
    ASSERT_EQ(Unsound(cofi_), "");
  }
  void Change(const std::string& sql) {
    cofi_.Stop("attachments");
    EXPECT_THAT(cofi_.books().Open("attachments", db::Access::kWrite)->Run(sql), IsOk()) << sql;
    cofi_.Start("attachments");
  }
  journal::v1::Verdict Verdict() {
    journal::v1::Verdict verdict;
    // A channel waits up to a second before it tries a server again that was gone.
    Eventually([&] {
      verdict = cofi_.Verify("attachments");
      return verdict.finding().reason() != type::v1::REASON_PEER_UNAVAILABLE;
    });
    return verdict;
  }

  const Folder folder_;
  const std::string bytes_ = BytesOf(size_t{5} << 19, 7);
  Installation cofi_;
};
COFI_IN_ALL_SHAPES(ChangedPast);

TEST_P(ChangedPast, AContentIsFoundOutAndNotHandedOutAsWhole) {
  const std::string zeros =
      OnPostgres() ? "decode(repeat('00', length(data)), 'hex')" : "zeroblob(length(data))";
  for (const std::string& sql : {
           absl::StrCat("UPDATE piece SET data = ", zeros, " WHERE position = 1"),
           std::string("UPDATE piece SET data = (SELECT data FROM piece AS other WHERE"
                       " other.position = 0) WHERE position = 1"),
           std::string("DELETE FROM piece WHERE position = 0"),
           std::string("DELETE FROM piece WHERE position = 2"),
           // Their bytes are the same in the same order.
           std::string("UPDATE piece SET position = 3 WHERE position = 2"),
           std::string("UPDATE content SET size_bytes = size_bytes - 1"),
           std::string("UPDATE content SET upload = 'x'"),
           std::string("DELETE FROM content"),
       }) {
    SCOPED_TRACE(sql);
    Make();
    Change(sql);
    const journal::v1::Verdict verdict = Verdict();
    EXPECT_FALSE(verdict.sound());
    EXPECT_EQ(verdict.finding().reason(), type::v1::REASON_RULE_BROKEN);
    EXPECT_EQ(verdict.finding().name(), "organizations/o/papers/p");
    std::string received;
    const grpc::Status status =
        Download(cofi_.channel("attachments"), "organizations/o/papers/p", &received);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::DATA_LOSS);
    EXPECT_THAT(Said(status), HasSubstr("STORE_DAMAGED"));
    const Outcome said = RunCofi(
        cofi_.address(), {"download", "organizations/o/papers/p", "-o", folder_.path() + "/p"});
    EXPECT_EQ(said.code, 1);
    EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/p"));
    EXPECT_TRUE(Delete(cofi_, "organizations/o/papers/p").ok());
    // What nothing refers to any more is no content's.
    Change("DELETE FROM content");
    Change("DELETE FROM piece");
  }
}

TEST_P(ChangedPast, HowOftenItIsUsedIsFoundOut) {
  Make();
  for (const char* more : {"+ 1", "- 2", "+ 1"}) {
    Change(absl::StrCat("UPDATE content SET uses = uses ", more));
    const journal::v1::Verdict verdict = Verdict();
    const bool right =
        cofi_.books().Value("attachments", "SELECT CAST(uses AS TEXT) FROM content") == "1";
    EXPECT_EQ(verdict.sound(), right) << more;
    if (right) continue;
    EXPECT_EQ(verdict.finding().what(), "uses");
    EXPECT_EQ(verdict.finding().expected(), "1");
  }
}

}  // namespace
}  // namespace cofi::end_to_end
