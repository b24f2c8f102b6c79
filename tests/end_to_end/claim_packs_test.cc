// A payment claim as one file for the funder: its statement, and all that supports it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "clients/download.h"
#include "clients/methods.h"
#include "cofi/reporting/v1/claim_pack.pb.h"
#include "tests/installations/contents.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"

namespace cofi::end_to_end {
namespace {

using reporting::v1::DownloadClaimPackRequest;
using reporting::v1::DownloadClaimPackResponse;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// Each test has a project of its own, with two expenses in a claim.
class ClaimPacks : public EndToEnd {
 protected:
  ClaimPacks() : id_("z-" + NewUuid().substr(0, 8)), project_(cofi(), id_) {
    project_.Win("ville", {.amount = "5000"});
    project_.Spend(
        "e1",
        {.amount = "100", .reference = "A-1", .paid = "2018-03-01", .shares = {{"ville", "60"}}});
    project_.Spend(
        "e2",
        {.amount = "20", .date = "2018-03-02", .paid = "2018-03-02", .shares = {{"ville", "5"}}});
    Must(cofi(), "CreateClaim",
         absl::StrCat("parent: '", project_.Name("grants", "ville"), "' claim_id: 'c'",
                      " claim { display_name: 'K' kind: KIND_INTERIM }"));
    Must(cofi(), "SubmitClaim",
         absl::StrCat("name: '", Claim(), "' effective_date { year: 2018 month: 4 day: 1 }"));
  }
  ~ClaimPacks() override { EXPECT_EQ(Unsound(cofi()), ""); }

  std::string Claim() const { return absl::StrCat(project_.Name("grants", "ville"), "/claims/c"); }

  void Attach(const std::string& id, const std::string& fields) {
    Must(cofi(), "CreateAttachment",
         absl::StrCat("parent: '", project_.name(), "' attachment_id: '", id, "' attachment { ",
                      fields, " }"));
  }
  // A file of these bytes.
  void AttachFile(const std::string& id, const std::string& display_name, const std::string& bytes,
                  const std::string& supported) {
    Attach(id, absl::StrCat("display_name: '", display_name, "' sha256: '",
                            MustUpload(cofi(), bytes).sha256(), "' ", supported));
  }
  std::string OfExpense(const std::string& id) const {
    return absl::StrCat("expense: '", project_.Name("expenses", id), "'");
  }
  std::string OfClaim() const { return absl::StrCat("claim: '", Claim(), "'"); }

  // Appends what came, and the first message to `first`.
  grpc::Status Download(const std::string& claim, std::string* bytes,
                        DownloadClaimPackResponse* first) {
    DownloadClaimPackRequest request;
    request.set_claim(claim);
    DownloadClaimPackResponse piece;
    return clients::Download(
        cofi().channel("reporting"), {.timeout = kGuard, .principal = "test"},
        clients::PathOf(clients::MethodOf(DownloadClaimPackRequest::descriptor())), request, &piece,
        [&] {
          EXPECT_LE(piece.data().size(), size_t{128} << 10);
          EXPECT_EQ(piece.has_evidence(), bytes->empty());
          if (bytes->empty()) *first = piece;
          *bytes += piece.data();
          return grpc::Status::OK;
        });
  }
  std::string Pack(DownloadClaimPackResponse* first) {
    std::string bytes;
    const grpc::Status status = Download(Claim(), &bytes, first);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(first->total(), static_cast<int64_t>(bytes.size()));
    return bytes;
  }
  // What it says if it is refused; then nothing came.
  std::string Refused(const std::string& claim) {
    std::string bytes;
    DownloadClaimPackResponse first;
    const grpc::Status status = Download(claim, &bytes, &first);
    EXPECT_THAT(bytes, IsEmpty());
    return Said(status);
  }

  const std::string id_;
  const Project project_;
};
COFI_IN_ALL_SHAPES(ClaimPacks);

TEST_P(ClaimPacks, HaveTheStatementAndAllFilesInItsOrder) {
  const std::string invoice = id_ + BytesOf(300'000, 5), bank = id_ + " bank details";
  AttachFile("rib", "RIB.pdf", bank, OfClaim());
  AttachFile("facture", "Facture A 1.pdf", invoice, OfExpense("e1"));
  DownloadClaimPackResponse first;
  const std::string bytes = Pack(&first);
  EXPECT_EQ(first.display_name(), id_ + "-ville-c.zip");
  EXPECT_EQ(first.evidence().entry_count(), 2);
  EXPECT_EQ(first.evidence().proved_count(), 1);
  EXPECT_THAT(bytes, StartsWith("PK"));
  // The files are stored as they are.
  size_t at = 0;
  for (const std::string& part :
       {std::string("00-manifest.csv"), std::string("number,file,sha256,bytes,proves\r\n"),
        absl::StrCat("3,03-facture-a-1.pdf,", Sha256Of(invoice), ",", invoice.size(),
                     ",\"Expense: invoice A-1, Cabinet A, 2018-03-01, "),
        absl::StrCat("4,04-rib.pdf,", Sha256Of(bank), ",", bank.size(),
                     ",Payment claim: RIB.pdf\r\n"),
        std::string("01-statement-of-expenses."), std::string("02-statement-of-expenses.xlsx"),
        std::string("03-facture-a-1.pdf"), invoice, std::string("04-rib.pdf"), bank}) {
    const size_t found = bytes.find(part, at);
    ASSERT_NE(found, bytes.npos) << part.substr(0, 100);
    at = found + part.size();
  }
}

TEST_P(ClaimPacks, AreTheSameToTheByte) {
  AttachFile("facture", "facture.pdf", id_, OfExpense("e1"));
  // The statement on paper says how far the journals were read, and relays still write in them.
  ASSERT_TRUE(cofi().books().AwaitRelays());
  DownloadClaimPackResponse first;
  const std::string bytes = Pack(&first);
  EXPECT_TRUE(bytes == Pack(&first)) << "of " << bytes.size() << " bytes";
}

TEST_P(ClaimPacks, WithoutFilesAreTheStatement) {
  DownloadClaimPackResponse first;
  const std::string bytes = Pack(&first);
  EXPECT_EQ(first.evidence().proved_count(), 0);
  EXPECT_THAT(bytes, HasSubstr("02-statement-of-expenses.xlsx"));
  EXPECT_THAT(bytes, Not(HasSubstr("\r\n3,"))) << "the manifest has two rows";
}

// More than have one number of digits, and more than one message can have.
TEST_P(ClaimPacks, HaveManyFiles) {
  constexpr int kMany = 120;
  const std::string page = id_ + BytesOf(20'000, 7);
  for (int i = 0; i < kMany; ++i) {
    AttachFile(absl::StrCat("f", i), "page.pdf", page, OfExpense("e2"));
  }
  DownloadClaimPackResponse first;
  const std::string bytes = Pack(&first);
  EXPECT_GT(bytes.size(), page.size() * kMany);
  EXPECT_THAT(bytes, HasSubstr("122-page.pdf"));
}

TEST_P(ClaimPacks, AreRefusedAsLongAsAFileIsNotThere) {
  AttachFile("facture", "facture.pdf", id_, OfExpense("e1"));
  Attach("papier",
         absl::StrCat("display_name: 'Original' location: 'Classeur 3' ", OfExpense("e2")));
  EXPECT_THAT(Refused(Claim()),
              testing::AllOf(HasSubstr("KEPT_ELSEWHERE"), HasSubstr("Classeur 3")));
}

TEST_P(ClaimPacks, OfNothingAreRefused) {
  EXPECT_THAT(Refused(Claim() + "-no"), StartsWith("NOT_FOUND"));
  EXPECT_THAT(Refused(project_.Name("grants", "ville")), StartsWith("INVALID_ARGUMENT"));
}

}  // namespace
}  // namespace cofi::end_to_end
