// What supports a fact and is kept elsewhere, a binder or a link, is an attachment too; and reports
// that show expenses show what is attached to them, wherever it is kept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "cofi/attachments/v1/attachments.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/contents.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using namespace cofi::attachments::v1;  // NOLINT(google-build-using-namespace): its messages.
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class KeptElsewhere : public EndToEnd {
 protected:
  KeptElsewhere() : id_("k-" + NewUuid().substr(0, 8)), project_(cofi(), id_) {
    project_.Spend("e", {.amount = "10"});
  }
  ~KeptElsewhere() override { EXPECT_EQ(Unsound(cofi()), ""); }

  std::string Name(const std::string& id) const { return project_.Name("attachments", id); }

  CreateAttachmentRequest Creation(const std::string& id, const std::string& fields) const {
    return FromText<CreateAttachmentRequest>(absl::StrCat(
        "parent: '", project_.name(), "' attachment_id: '", id, "' request_id: '", NewRequestId(),
        "' attachment { expense: '", project_.Name("expenses", "e"), "' ", fields, " }"));
  }
  Attachment Attach(const std::string& id, const std::string& fields) {
    return cofi().Ask<Attachment>(Creation(id, fields));
  }
  std::string Refused(const google::protobuf::Message& request,
                      Language language = Language::kEnglish) {
    Attachment nothing;
    return Said(cofi().Call(request, &nothing, language), language);
  }
  UpdateAttachmentRequest Change(const std::string& id, const std::string& fields,
                                 const std::string& mask) const {
    return FromText<UpdateAttachmentRequest>(absl::StrCat(
        "attachment { name: '", Name(id), "' ", fields, " } update_mask { paths: '", mask, "' }"));
  }
  std::string Uses(const std::string& sha256) {
    return cofi().books().Value(
        "attachments",
        absl::StrCat("SELECT CAST(uses AS TEXT) FROM content WHERE sha256 = '", sha256, "'"));
  }

  // What the reports that show the expense say of what supports it.
  std::vector<std::string> InStatement() {
    reporting::v1::GetExpenseStatementRequest request;
    request.set_parent(project_.name());
    const auto statement = cofi().Ask<reporting::v1::ExpenseStatement>(request);
    EXPECT_EQ(statement.rows_size(), 1);
    const auto& documents = statement.rows(0).documents();
    return {documents.begin(), documents.end()};
  }
  std::vector<std::string> InExplanation() {
    reporting::v1::ExplainFigureRequest request;
    request.set_figure(id_ + "/spent");
    const auto explanation = cofi().Ask<reporting::v1::FigureExplanation>(request);
    EXPECT_EQ(explanation.entries_size(), 1);
    const auto& documents = explanation.entries(0).documents();
    return {documents.begin(), documents.end()};
  }
  int64_t Unproved() {
    reporting::v1::GetRequirementsRequest request;
    request.set_parent(project_.name());
    return cofi().Ask<reporting::v1::Requirements>(request).unproved_expense_count();
  }

  const std::string id_;
  const Project project_;
};
COFI_IN_ALL_SHAPES(KeptElsewhere);

TEST_P(KeptElsewhere, IsAnAttachmentWithoutAContent) {
  const Attachment made =
      Attach("binder", "display_name: 'Facture n. 7, original' location: 'Classeur 3'");
  EXPECT_EQ(made.location(), "Classeur 3");
  EXPECT_EQ(made.display_name(), "Facture n. 7, original") << "called as people call it";
  EXPECT_EQ(made.sha256(), "");
  EXPECT_EQ(made.size_bytes(), 0);
  EXPECT_EQ(made.content_type(), "");
  const auto moved = cofi().Ask<Attachment>(Change("binder", "location: 'Classeur 4'", "location"));
  EXPECT_EQ(moved.location(), "Classeur 4");
  EXPECT_EQ(cofi()
                .Ask<Attachment>(Change("binder", "display_name: 'Original'", "display_name"))
                .display_name(),
            "Original");
  ListAttachmentsRequest list;
  list.set_parent(project_.name());
  list.set_filter("location = \"CLASSEUR 4\" AND location:*");
  EXPECT_EQ(cofi().Ask<ListAttachmentsResponse>(list).attachments_size(), 1);
  EXPECT_TRUE(Delete(cofi(), Name("binder")).ok());
}

TEST_P(KeptElsewhere, OrHasAContentAndNeverBoth) {
  const std::string sha256 = MustUpload(cofi(), id_).sha256();
  const std::string content = absl::StrCat("display_name: 'f.pdf' sha256: '", sha256, "' ");
  const auto both = Creation("both", content + "location: 'Classeur 3'");
  EXPECT_THAT(Refused(both),
              AllOf(StartsWith("INVALID_ARGUMENT VALUE_OUT_OF_RANGE attachment.location: "),
                    HasSubstr("a content or a location, not both")));
  EXPECT_THAT(Refused(both, Language::kFrench),
              HasSubstr("un contenu ou un emplacement, pas les deux"));
  EXPECT_THAT(Refused(Creation("neither", "display_name: 'f.pdf'")),
              StartsWith("INVALID_ARGUMENT FIELD_REQUIRED attachment.sha256: "));
  EXPECT_THAT(Refused(Creation("long", absl::StrCat("display_name: 'f' location: '",
                                                    std::string(2'001, 'x'), "'"))),
              StartsWith("INVALID_ARGUMENT VALUE_TOO_LONG attachment.location: "));
  EXPECT_EQ(Uses(sha256), "0");

  Attach("file", content);
  Attach("binder", "display_name: 'Original' location: 'Classeur 3'");
  EXPECT_THAT(Refused(Change("file", "location: 'Classeur 3'", "location")),
              HasSubstr("VALUE_OUT_OF_RANGE attachment.location"));
  EXPECT_THAT(Refused(Change("binder", "", "location")),
              HasSubstr("FIELD_REQUIRED attachment.sha256"));
  EXPECT_THAT(Refused(Change("binder", absl::StrCat("sha256: '", sha256, "'"), "sha256")),
              HasSubstr("FIELD_IMMUTABLE attachment.sha256"));
  EXPECT_EQ(Uses(sha256), "1");
  EXPECT_TRUE(Delete(cofi(), Name("binder")).ok());
  EXPECT_EQ(Uses(sha256), "1") << "it never had one";
  EXPECT_TRUE(Delete(cofi(), Name("file")).ok());
  EXPECT_EQ(Uses(sha256), "");
}

TEST_P(KeptElsewhere, IsNotDownloadedAndSaysWhereItIs) {
  Attach("binder", "display_name: 'Original' location: 'Classeur 3'");
  std::string bytes;
  const grpc::Status refused = Download(cofi().channel("attachments"), Name("binder"), &bytes);
  EXPECT_THAT(Said(refused), AllOf(StartsWith("FAILED_PRECONDITION KEPT_ELSEWHERE"),
                                   HasSubstr("it is kept at Classeur 3")));
  EXPECT_EQ(bytes, "");
}

TEST_P(KeptElsewhere, IsShownWithTheExpenseAsFilesAre) {
  EXPECT_THAT(InStatement(), IsEmpty());
  EXPECT_THAT(InExplanation(), IsEmpty());
  EXPECT_EQ(Unproved(), 1);
  Attach("binder", "display_name: 'Original' location: 'Classeur 3'");
  EXPECT_EQ(Unproved(), 0) << "a binder proves as well";
  Attach("file", absl::StrCat("display_name: 'facture.pdf' sha256: '",
                              MustUpload(cofi(), id_).sha256(), "'"));
  EXPECT_THAT(InStatement(), ElementsAre("facture.pdf", "Original"));
  EXPECT_THAT(InExplanation(), ElementsAre("facture.pdf", "Original"));
  EXPECT_TRUE(Delete(cofi(), Name("binder")).ok());
  EXPECT_THAT(InStatement(), ElementsAre("facture.pdf"));
  EXPECT_THAT(InExplanation(), ElementsAre("facture.pdf"));
}

// Who names a document with an expense, as before there were attachments, records the expense
// alone.
TEST_P(KeptElsewhere, IsNotSaidOfAnExpenseAnyMore) {
  auto request = project_.Expense("f", {.amount = "20"});
  request.mutable_expense()->add_documents()->set_display_name("facture.pdf");
  EXPECT_THAT(cofi().Ask<budgets::v1::Expense>(request).documents(), IsEmpty());
}

}  // namespace
}  // namespace cofi::end_to_end
