// Files that support what is recorded: what goes in comes out, each content is kept once and as
// long as it is used, and what a file supports stays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "cofi/applications/v1/undo.pb.h"
#include "cofi/attachments/v1/attachments.pb.h"
#include "cofi/attachments/v1/papers.pb.h"
#include "tests/installations/contents.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using namespace cofi::attachments::v1;  // NOLINT(google-build-using-namespace): its messages.
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr size_t kContentBytesMax = size_t{32} << 20;
constexpr size_t kMessageBytes = size_t{128} << 10;

// Each test has a project of its own, with one of all that a file may support. After each, all
// books are right.
class Attached : public EndToEnd {
 protected:
  Attached() : id_("a-" + NewUuid().substr(0, 8)), project_(cofi(), id_) {
    project_.Apply("aide", "16000");
    cofi().Ask<applications::v1::Application>(project_.Award("aide", "5000", "2018-02-01"));
    Must(cofi(), "SignApplicationAgreement",
         absl::StrCat("name: '", Name("applications/aide"),
                      "' agreement_id: 'convention' effective_date { year: 2018 month: 2 day: 20 }"
                      " eligible_start_date { year: 2018 month: 3 day: 1 }"
                      " eligible_end_date { year: 2019 month: 2 day: 28 }"));
    project_.Win("ville", {.amount = "500"});
    project_.Spend("e", {.amount = "10"});
    cofi().Ask<budgets::v1::Receipt>(project_.Receipt("r", "ville", "50"));
    Must(cofi(), "CreateOrganization",
         absl::StrCat("organization_id: '", id_, "' organization { display_name: 'O' kind: 1 }"));
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }
  ~Attached() override { EXPECT_EQ(Unsound(cofi()), ""); }

  std::string Name(const std::string& below) const {
    return absl::StrCat(project_.name(), "/", below);
  }
  // Whom a file supports where a test does not care.
  std::string Expense() const { return absl::StrCat("expense: '", Name("expenses/e"), "'"); }
  // Bytes that no other test has.
  std::string Bytes(size_t size = 1'000) const {
    return id_ + BytesOf(size - id_.size(), static_cast<unsigned>(size));
  }

  CreateAttachmentRequest Creation(const std::string& id, const std::string& sha256,
                                   const std::string& subject) const {
    auto request = FromText<CreateAttachmentRequest>(
        absl::StrCat("attachment { display_name: 'facture.pdf' ", subject, " }"));
    request.set_parent(project_.name());
    request.set_attachment_id(id);
    request.set_request_id(NewRequestId());
    request.mutable_attachment()->set_sha256(sha256);
    return request;
  }
  Attachment Attach(const std::string& id, const std::string& sha256, const std::string& subject) {
    return cofi().Ask<Attachment>(Creation(id, sha256, subject));
  }
  std::string Upload(const std::string& bytes) { return MustUpload(cofi(), bytes).sha256(); }
  // What is said of bytes that are refused, and that nothing of them stays.
  std::string Refused(const std::string& bytes, const std::string& expected = "") {
    UploadContentResponse kept;
    const std::string said =
        Said(end_to_end::Upload(cofi().channel("attachments"), bytes, &kept, expected));
    EXPECT_TRUE(Eventually([this] { return HalfUploads() == "0"; })) << "left behind";
    EXPECT_EQ(Contents(Sha256Of(bytes)), "0");
    return said;
  }
  std::string Content(const std::string& name) {
    std::string bytes;
    const grpc::Status status = Download(cofi().channel("attachments"), name, &bytes);
    EXPECT_TRUE(status.ok()) << name << ": " << status.error_message();
    return bytes;
  }
  template <typename Response>
  std::string Answer(const google::protobuf::Message& request) {
    Response response;
    return Said(cofi().Call(request, &response));
  }

  std::string Count(const std::string& from) {
    return cofi().books().Value("attachments",
                                absl::StrCat("SELECT CAST(COUNT(*) AS TEXT) FROM ", from));
  }
  std::string Contents(const std::string& sha256) {
    return Count(absl::StrCat("content WHERE sha256 = '", sha256, "'"));
  }
  // Pieces that are no content's, and uploads.
  std::string HalfUploads() {
    return Count(
        "(SELECT id FROM upload UNION ALL SELECT upload FROM piece WHERE upload NOT IN"
        " (SELECT upload FROM content)) AS halves");
  }

  const std::string id_;
  const Project project_;
};
COFI_IN_ALL_SHAPES(Attached);

TEST_P(Attached, WhatGoesInComesOut) {
  // Pieces of the store are a MiB, messages 128 KiB.
  for (const size_t size : {size_t{40}, kMessageBytes, kMessageBytes + 1, size_t{1} << 20,
                            (size_t{1} << 20) + 1, (size_t{3} << 20) - 1}) {
    SCOPED_TRACE(size);
    const std::string bytes = Bytes(size);
    const UploadContentResponse kept = MustUpload(cofi(), bytes);
    EXPECT_EQ(kept.sha256(), Sha256Of(bytes));
    EXPECT_EQ(kept.size_bytes(), static_cast<int64_t>(size));
    EXPECT_FALSE(kept.known());
    const std::string id = absl::StrCat("f", size);
    const Attachment made = Attach(id, kept.sha256(), Expense());
    EXPECT_EQ(made.name(), Name("attachments/" + id));
    EXPECT_EQ(made.size_bytes(), static_cast<int64_t>(size));
    EXPECT_EQ(made.content_type(), "application/pdf");
    GetAttachmentRequest get;
    get.set_name(made.name());
    EXPECT_EQ(cofi().Ask<Attachment>(get).SerializeAsString(), made.SerializeAsString());
    std::string received;
    DownloadContentResponse first;
    const grpc::Status status =
        Download(cofi().channel("attachments"), made.name(), &received, &first);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_TRUE(received == bytes);
    EXPECT_EQ(first.display_name(), "facture.pdf");
    EXPECT_EQ(first.content_type(), "application/pdf");
    EXPECT_EQ(first.total(), static_cast<int64_t>(size));
  }
  ListAttachmentsRequest list;
  list.set_parent(project_.name());
  list.set_filter("size_bytes > 1048575 AND display_name = \"FACTURE.pdf\"");
  EXPECT_EQ(cofi().Ask<ListAttachmentsResponse>(list).attachments_size(), 3);
}

TEST_P(Attached, AContentIsKeptOnceAndAsLongAsItIsUsed) {
  const std::string bytes = Bytes();
  const std::string sha256 = Upload(bytes);
  EXPECT_TRUE(MustUpload(cofi(), bytes).known());
  EXPECT_TRUE(MustUpload(cofi(), bytes, sha256).known());
  // What is there need not be sent.
  UploadContentResponse kept;
  EXPECT_TRUE(end_to_end::Upload(cofi().channel("attachments"), "", &kept, sha256).ok());
  EXPECT_TRUE(kept.known());
  EXPECT_EQ(kept.size_bytes(), static_cast<int64_t>(bytes.size()));
  Attach("one", sha256, Expense());
  Attach("two", sha256, Expense());
  Must(cofi(), "CreatePaper",
       absl::StrCat("parent: 'organizations/", id_, "' paper_id: 'p' paper { display_name: 'p.pdf'",
                    " kind: KIND_OTHER sha256: '", sha256, "' }"));
  EXPECT_EQ(Contents(sha256), "1");
  EXPECT_EQ(Count(absl::StrCat("piece WHERE upload = (SELECT upload FROM content WHERE sha256 = '",
                               sha256, "')")),
            "1");
  EXPECT_TRUE(Delete(cofi(), Name("attachments/one")).ok());
  EXPECT_TRUE(Delete(cofi(), Name("attachments/two")).ok());
  EXPECT_EQ(Content(absl::StrCat("organizations/", id_, "/papers/p")), bytes);
  EXPECT_TRUE(Delete(cofi(), absl::StrCat("organizations/", id_, "/papers/p")).ok());
  EXPECT_EQ(Contents(sha256), "0");
  EXPECT_EQ(HalfUploads(), "0");
  EXPECT_THAT(Answer<Attachment>(Creation("three", sha256, Expense())),
              HasSubstr("REFERENCE_NOT_FOUND attachment.sha256"));
  EXPECT_FALSE(MustUpload(cofi(), bytes, sha256).known());
  Attach("three", sha256, Expense());
  EXPECT_EQ(Content(Name("attachments/three")), bytes);
}

TEST_P(Attached, ManyAtOnceAreCountedRight) {
  const std::string sha256 = Upload(Bytes());
  // So that the content stays, whatever becomes of the others.
  Attach("stays", sha256, Expense());
  std::vector<std::thread> clients;
  clients.reserve(8);
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&, i] {
      for (int n = 0; n < 10; ++n) {
        const std::string id = absl::StrCat("f", i, "-", n);
        Attach(id, MustUpload(cofi(), Bytes()).sha256(), Expense());
        if (n % 2 == 0) {
          EXPECT_TRUE(Delete(cofi(), Name("attachments/" + id)).ok());
        }
      }
    });
  }
  for (std::thread& each : clients) each.join();
  EXPECT_EQ(cofi().books().Value(
                "attachments", absl::StrCat("SELECT CAST(uses AS TEXT) FROM content WHERE sha256 ="
                                            " '",
                                            sha256, "'")),
            "41");
  EXPECT_EQ(Content(Name("attachments/stays")), Bytes());
}

TEST_P(Attached, AContentHasABeginningAndAnEnd) {
  EXPECT_THAT(Refused(""), HasSubstr("INVALID_ARGUMENT VALUE_OUT_OF_RANGE data: data is 0;"));
  const std::string most = Bytes(kContentBytesMax);
  EXPECT_THAT(Refused(most + "x"),
              HasSubstr("VALUE_OUT_OF_RANGE data: data is 33554433; accepted: 1 to"));
  const std::string sha256 = Upload(most);
  Attach("most", sha256, Expense());
  EXPECT_TRUE(Content(Name("attachments/most")) == most);
  EXPECT_TRUE(Delete(cofi(), Name("attachments/most")).ok());
}

TEST_P(Attached, AContentIsWhatWasSaid) {
  for (const size_t size : {size_t{1'000}, size_t{2} << 20}) {
    EXPECT_THAT(Refused(Bytes(size), std::string(64, '0')),
                AllOf(HasSubstr("VALUE_OUT_OF_RANGE sha256: "), HasSubstr(Sha256Of(Bytes(size)))));
  }
  for (const std::string& none : {std::string("x"), std::string(64, 'G'), std::string(64, 'A')}) {
    EXPECT_THAT(Refused("x", none), HasSubstr("INVALID_ARGUMENT VALUE_MALFORMED sha256: "));
  }
}

TEST_P(Attached, ACallerWhoGoesLeavesNothing) {
  const std::string bytes = Bytes(size_t{3} << 20);
  for (const int messages : {0, 1, 7, 8, 9, 17, 24}) {
    UploadContentRequest request;
    UploadContentResponse kept;
    int sent = 0;
    const grpc::Status cut =
        UploadMessages(cofi().channel("attachments"), &kept, &request, [&](bool*) {
          if (sent == messages) return grpc::Status::CANCELLED;
          request.set_data(bytes.substr(sent++ * kMessageBytes, kMessageBytes));
          return grpc::Status::OK;
        });
    EXPECT_EQ(cut.error_code(), grpc::StatusCode::CANCELLED) << messages;
  }
  EXPECT_TRUE(Eventually([this] { return HalfUploads() == "0"; })) << HalfUploads();
  EXPECT_EQ(Contents(Sha256Of(bytes)), "0");
  EXPECT_FALSE(MustUpload(cofi(), bytes).known());
}

TEST_P(Attached, ADownloadThatIsCutOffHoldsNothingUp) {
  const std::string bytes = Bytes(size_t{4} << 20);
  Attach("f", Upload(bytes), Expense());
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(DownloadFirst(cofi().channel("attachments"), Name("attachments/f")).error_code(),
              grpc::StatusCode::CANCELLED);
  }
  EXPECT_TRUE(Content(Name("attachments/f")) == bytes);
}

TEST_P(Attached, OnlyWhatWasUploaded) {
  EXPECT_THAT(Answer<Attachment>(Creation("f", std::string(64, '0'), Expense())),
              StartsWith("FAILED_PRECONDITION REFERENCE_NOT_FOUND attachment.sha256: "));
  EXPECT_THAT(Answer<Attachment>(Creation("f", "", Expense())),
              HasSubstr("FIELD_REQUIRED attachment.sha256: "));
  EXPECT_THAT(Answer<Attachment>(Creation("f", "facture.pdf", Expense())),
              HasSubstr("VALUE_MALFORMED attachment.sha256: "));
  std::string none;
  for (const std::string& name : {Name("attachments/f"), Name("expenses/e"), std::string("x")}) {
    const grpc::Status status = Download(cofi().channel("attachments"), name, &none);
    EXPECT_FALSE(status.ok()) << name;
    EXPECT_THAT(Said(status), Not(HasSubstr("INTERNAL"))) << name;
  }
  EXPECT_EQ(none, "");
}

TEST_P(Attached, ANameIsNoWayToAnywhere) {
  const std::string sha256 = Upload(Bytes());
  for (const char* name :
       {"../../etc/passwd", "/etc/facture.pdf", "..\\\\facture.pdf", ".pdf", ".cache.pdf", "..",
        "facture", "facture.exe", "facture.pdf.sh", "a/b.pdf", "facture\\001.pdf"}) {
    auto request = Creation("f", sha256, Expense());
    request.mutable_attachment()->set_display_name(
        FromText<Attachment>(absl::StrCat("display_name: '", name, "'")).display_name());
    EXPECT_THAT(Answer<Attachment>(request),
                AllOf(StartsWith("INVALID_ARGUMENT "), HasSubstr(" attachment.display_name: ")))
        << name;
  }
  ExpectRefused(
      cofi(),
      [&] {
        auto request = Creation("f", sha256, Expense());
        request.mutable_attachment()->set_display_name("../facture.pdf");
        return request;
      }(),
      {.code = "INVALID_ARGUMENT",
       .reason = "VALUE_MALFORMED",
       .field = "attachment.display_name",
       .english = "attachment.display_name is \"../facture.pdf\"; accepted: the name of a file,"
                  " without a folder",
       .french = "attachment.display_name vaut « ../facture.pdf » ; accepté : le nom d'un fichier,"
                 " sans dossier"});
  Attach("f", sha256, Expense());
  UpdateAttachmentRequest rename;
  rename.mutable_attachment()->set_name(Name("attachments/f"));
  rename.mutable_attachment()->set_display_name("a/b.pdf");
  EXPECT_THAT(Answer<Attachment>(rename), HasSubstr("VALUE_MALFORMED attachment.display_name"));
  rename.mutable_attachment()->set_display_name("B.PNG");
  const auto renamed = cofi().Ask<Attachment>(rename);
  EXPECT_EQ(renamed.content_type(), "image/png");
  EXPECT_EQ(renamed.size_bytes(), 1'000);
  UpdateAttachmentRequest other;
  other.mutable_attachment()->set_name(Name("attachments/f"));
  other.mutable_attachment()->set_sha256(Upload(Bytes(900)));
  EXPECT_NE(Answer<Attachment>(other), "OK") << "another content is another attachment";
  EXPECT_EQ(Content(Name("attachments/f")), Bytes());
}

TEST_P(Attached, ToOneThingOfItsProject) {
  const std::string sha256 = Upload(Bytes());
  const std::string other = "x" + id_;
  const Project elsewhere(cofi(), other);
  elsewhere.Spend("e", {.amount = "1"});
  const auto said = [&](const std::string& subject) {
    return Answer<Attachment>(Creation("f", sha256, subject));
  };
  EXPECT_THAT(said(""), StartsWith("INVALID_ARGUMENT FIELD_REQUIRED attachment.application: "));
  EXPECT_THAT(said(absl::StrCat(Expense(), " receipt: '", Name("receipts/r"), "'")),
              StartsWith("INVALID_ARGUMENT VALUE_OUT_OF_RANGE attachment.receipt: "));
  EXPECT_THAT(said(absl::StrCat("expense: 'projects/", other, "/expenses/e'")),
              HasSubstr(" attachment.expense: "));
  EXPECT_THAT(said(absl::StrCat("expense: '", Name("expenses/nobody"), "'")),
              HasSubstr("REFERENCE_NOT_FOUND attachment.expense: "));
  EXPECT_THAT(said(absl::StrCat("expense: '", Name("receipts/r"), "'")),
              HasSubstr("INVALID_ARGUMENT "));
  auto nowhere = Creation("f", sha256, "expense: 'projects/nobody/expenses/e'");
  nowhere.set_parent("projects/nobody");
  EXPECT_THAT(Answer<Attachment>(nowhere), HasSubstr("_NOT_FOUND"));
  // None of these has used it.
  EXPECT_EQ(cofi().books().Value(
                "attachments", absl::StrCat("SELECT CAST(uses AS TEXT) FROM content WHERE sha256 ="
                                            " '",
                                            sha256, "'")),
            "0");
  Attach("f", sha256, Expense());
  UpdateAttachmentRequest move;
  move.mutable_attachment()->set_name(Name("attachments/f"));
  move.mutable_attachment()->set_receipt(Name("receipts/r"));
  move.mutable_update_mask()->add_paths("receipt");
  EXPECT_THAT(Answer<Attachment>(move), HasSubstr("VALUE_OUT_OF_RANGE attachment.receipt"));
  move.mutable_update_mask()->add_paths("expense");
  EXPECT_EQ(cofi().Ask<Attachment>(move).expense(), "");
}

// Whatever there is that a file may support, and what it supports is not deleted.
TEST_P(Attached, WhatAFileSupportsStays) {
  Must(cofi(), "CreateApplication",
       absl::StrCat("parent: '", project_.name(), "' application_id: 'draft' application {",
                    " display_name: 'D' funder: 'funders/ville' }"));
  Must(cofi(), "CreateStage",
       absl::StrCat("parent: '", Name("applications/draft"),
                    "' stage_id: 's' stage { display_name: 'S' kind: 1 }"));
  Must(cofi(), "CreateObligation",
       absl::StrCat("parent: '", Name("applications/draft"),
                    "' obligation_id: 'o' obligation { display_name: 'O' kind: 1 due_date {"
                    " year: 2019 month: 6 day: 30 } }"));
  const std::pair<const char*, const char*> kSubjects[] = {
      {"application", "applications/draft"},
      {"stage", "applications/draft/stages/s"},
      {"agreement", "applications/aide/agreements/convention"},
      {"obligation", "applications/draft/obligations/o"},
      {"expense", "expenses/e"},
      {"receipt", "receipts/r"},
  };
  const std::string sha256 = Upload(Bytes());
  for (const auto& [field, name] : kSubjects) {
    const Attachment made = Attach(field, sha256, absl::StrCat(field, ": '", Name(name), "'"));
    EXPECT_EQ(StringField(made, field), Name(name));
    if (DeletionOf(Name(name)) == nullptr) continue;
    for (const bool force : {false, true}) {
      EXPECT_THAT(Said(Delete(cofi(), Name(name), force)), HasSubstr("RESOURCE_IN_USE")) << name;
    }
  }
  // Nor with the application, by force, while it has no file of its own.
  for (const char* file : {"application", "stage", "obligation"}) {
    EXPECT_THAT(Said(Delete(cofi(), Name("applications/draft"), true)),
                HasSubstr("RESOURCE_IN_USE"))
        << file;
    EXPECT_TRUE(Delete(cofi(), Name(absl::StrCat("attachments/", file))).ok());
  }
  EXPECT_EQ(Said(Delete(cofi(), Name("applications/draft"), true)), "OK");
}

TEST_P(Attached, AnOrganizationWithPapersStays) {
  const std::string organization = "organizations/" + id_;
  const std::string sha256 = Upload(Bytes());
  auto request = FromText<CreatePaperRequest>(absl::StrCat(
      "parent: '", organization,
      "' paper { display_name: 'Statuts 2017.pdf' kind:", " KIND_STATUTES sha256: '", sha256,
      "' issue_date { year: 2017 month: 3 day: 1 } expire_date { year: 2017 month: 2"
      " day: 28 } }"));
  EXPECT_THAT(Answer<Paper>(request), HasSubstr(" paper.expire_date: "));
  *request.mutable_paper()->mutable_expire_date() = On("2020-02-29");
  const auto paper = cofi().Ask<Paper>(request);
  EXPECT_EQ(paper.name(), organization + "/papers/statuts-2017-pdf");
  EXPECT_EQ(paper.size_bytes(), 1'000);
  request.mutable_paper()->clear_issue_date();
  request.mutable_paper()->clear_expire_date();
  request.mutable_paper()->set_sha256(std::string(64, '0'));
  request.set_paper_id("other");
  EXPECT_THAT(Answer<Paper>(request), HasSubstr("REFERENCE_NOT_FOUND paper.sha256"));
  ListPapersRequest list;
  list.set_parent("organizations/-");
  list.set_filter(
      absl::StrCat("kind = STATUTES AND expire_date < 2020-03-01 AND sha256 = \"", sha256, "\""));
  EXPECT_EQ(cofi().Ask<ListPapersResponse>(list).papers_size(), 1);
  EXPECT_EQ(Content(paper.name()), Bytes());
  EXPECT_THAT(Said(Delete(cofi(), organization, true)), HasSubstr("RESOURCE_IN_USE"));
  EXPECT_TRUE(Delete(cofi(), paper.name()).ok());
  EXPECT_EQ(Said(Delete(cofi(), organization)), "OK");
}

TEST_P(Attached, WhatAFileSupportsIsNotUndone) {
  Attach("signed", Upload(Bytes()),
         absl::StrCat("agreement: '", Name("applications/aide/agreements/convention"), "'"));
  applications::v1::UndoApplicationRequest undo;
  undo.set_name(Name("applications/aide"));
  undo.set_note("a slip");
  ExpectRefused(
      cofi(), undo,
      {.code = "FAILED_PRECONDITION", .reason = "NOT_UNDOABLE", .english = "…", .french = "…"});
  EXPECT_THAT(Answer<applications::v1::Application>(undo),
              AllOf(HasSubstr("a file is attached to "), HasSubstr("convention")));
  EXPECT_TRUE(Delete(cofi(), Name("attachments/signed")).ok());
  const auto undone = cofi().Ask<applications::v1::Application>(undo);
  EXPECT_EQ(EnumNameOf(undone.state()), "AWARDED");
  EXPECT_TRUE(cofi().books().AwaitRelays());
}

TEST_P(Attached, ARequestIsCarriedOutOnce) {
  const std::string sha256 = Upload(Bytes());
  const auto request = Creation("", sha256, Expense());
  const auto made = cofi().Ask<Attachment>(request);
  Attachment again;
  bool replayed = false;
  EXPECT_TRUE(cofi().Call(request, &again, Language::kEnglish, &replayed).ok());
  EXPECT_TRUE(replayed);
  EXPECT_EQ(again.SerializeAsString(), made.SerializeAsString());
  auto other = request;
  other.mutable_attachment()->set_note("another");
  EXPECT_NE(Answer<Attachment>(other), "OK");
  auto rehearsed = Creation("rehearsed", sha256, Expense());
  rehearsed.set_validate_only(true);
  EXPECT_EQ(Answer<Attachment>(rehearsed), "OK");
  DeleteAttachmentRequest rehearsed_too;
  rehearsed_too.set_name(made.name());
  rehearsed_too.set_validate_only(true);
  cofi().Ask<google::protobuf::Empty>(rehearsed_too);
  DeleteAttachmentRequest remove;
  remove.set_name(made.name());
  remove.set_request_id(NewRequestId());
  for (int i = 0; i < 2; ++i) cofi().Ask<google::protobuf::Empty>(remove);
  // As often as there were attachments, and no more.
  EXPECT_EQ(Contents(sha256), "0");
  // The history stays.
  GetAttachmentRequest then;
  then.set_name(made.name());
  then.mutable_known_at()->set_journal_sequence(1);
  EXPECT_EQ(cofi().Ask<Attachment>(then).sha256(), sha256);
}

}  // namespace
}  // namespace cofi::end_to_end
