// The same steps in one process, in four, on PostgreSQL and by two servers there: the
// same answers, the same reports to the byte, and the same journal but for what no
// two runs share. So with files: what is said of them, and what is in them.
//
// Compared: each answer's reason; every report on several days, in both
// languages; of every journal entry its root, sequence, verb, name, principal,
// request id, effective date and the resource's whole state. Not compared,
// because each run makes its own: uids, the time of creation, of update and of commit,
// and the hashes over these. Instead, both chains are followed link by link.
#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/fields.h"
#include "clients/services.h"
#include "cofi/attachments/v1/attachments.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "google/protobuf/empty.pb.h"
#include "google/protobuf/text_format.h"
#include "tests/installations/cluster.h"
#include "tests/installations/contents.h"
#include "tests/installations/installation.h"
#include "tests/installations/refusals.h"
#include "tests/model/driver.h"
#include "tests/model/requests.h"
#include "tests/model/steps.h"
#include "tests/services/facts.h"

namespace cofi::model {
namespace {

using end_to_end::Installation;
using end_to_end::Shape;
using google::protobuf::Message;

constexpr uint64_t kSeeds[] = {1, 2018};
constexpr int kSteps = 200;

// A resource as text, without what each run makes its own.
std::string Comparable(Message* message) {
  for (const char* own : {"uid", "create_time", "update_time"}) {
    const auto* field = message->GetDescriptor()->FindFieldByName(own);
    COFI_CHECK(field != nullptr, absl::StrCat(message->GetTypeName(), " has no ", own));
    message->GetReflection()->ClearField(message, field);
  }
  return message->ShortDebugString();
}

// The state of a resource in the journal.
std::string Comparable(const std::string& type, absl::string_view state) {
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  COFI_CHECK(descriptor != nullptr, type);
  const std::unique_ptr<Message> message = NewMessage(descriptor);
  COFI_CHECK(message->ParseFromArray(state.data(), static_cast<int>(state.size())), type);
  return Comparable(message.get());
}

// Every entry of a service's journal, one a text; its chain is followed on the
// way.
std::vector<std::string> Journal(const Installation& cofi, const std::string& service) {
  const auto connection = cofi.books().Open(service);
  std::vector<std::string> entries;
  std::string root, hash;
  int64_t sequence = 0;
  const absl::Status status = connection->Run(
      "SELECT root, sequence, verb, type, name, principal, request_id, effective_date, "
      "state,"
      " previous_hash, hash FROM journal ORDER BY root, sequence",
      {}, [&](const db::Row& row) {
        if (root != row.Text(0)) {
          root = std::string(row.Text(0));
          sequence = 0;
          hash = std::string(row.Text(9));
        }
        EXPECT_EQ(row.Int(1), ++sequence) << service << " " << root;
        EXPECT_EQ(absl::BytesToHexString(row.Text(9)), absl::BytesToHexString(hash))
            << service << " " << root << " " << sequence;
        hash = std::string(row.Text(10));
        std::string entry;
        for (const int column : {0, 2, 3, 4, 5, 6, 7}) {
          // The relay of the funding makes its ids of hashes, which have the time in them.
          const bool timed = column == 6 && row.Text(2) == "ReportFunding";
          absl::StrAppend(&entry, timed ? "ID" : row.Text(column), " | ");
        }
        entries.push_back(absl::StrCat(
            entry, row.Int(1), " | ",
            row.IsNull(8) ? "deleted" : Comparable(std::string(row.Text(3)), row.Text(8))));
        return absl::OkStatus();
      });
  COFI_CHECK(status.ok(), status.ToString());
  return entries;
}

template <typename Request, typename Response>
void Add(const Installation& cofi, const Request& request, std::vector<std::string>* reports) {
  for (const Language language : {Language::kEnglish, Language::kFrench}) {
    Response response;
    const grpc::Status status = cofi.Call(request, &response, language);
    reports->push_back(absl::StrCat(request.ShortDebugString(), " => ", status.error_code(), " ",
                                    response.ShortDebugString(), " ",
                                    absl::BytesToHexString(response.SerializeAsString())));
  }
}

std::vector<std::string> Reports(const Installation& cofi, const std::string& project) {
  using Status = reporting::v1::GetBudgetStatusRequest;
  std::vector<std::string> reports;
  for (const int day : {5, 40, 80, 200}) {
    for (int by = Status::GroupBy_MIN; by <= Status::GroupBy_MAX; ++by) {
      Status status;
      status.set_parent(project);
      status.add_group_by(static_cast<Status::GroupBy>(by));
      *status.mutable_as_of_date() = DateOf(day);
      Add<Status, reporting::v1::BudgetStatus>(cofi, status, &reports);
    }
    reporting::v1::GetFundingPlanRequest plan;
    plan.set_parent(project);
    *plan.mutable_as_of_date() = DateOf(day);
    Add<reporting::v1::GetFundingPlanRequest, reporting::v1::FundingPlan>(cofi, plan, &reports);
    reporting::v1::ListDeadlinesRequest deadlines;
    deadlines.set_parent(project);
    *deadlines.mutable_as_of_date() = DateOf(day);
    Add<reporting::v1::ListDeadlinesRequest, reporting::v1::DeadlineList>(cofi, deadlines,
                                                                          &reports);
    reporting::v1::GetPipelineRequest pipeline;
    pipeline.set_parent(project);
    *pipeline.mutable_as_of_date() = DateOf(day);
    Add<reporting::v1::GetPipelineRequest, reporting::v1::Pipeline>(cofi, pipeline, &reports);
  }
  return reports;
}

// Files of a project, up and down, recorded, changed, refused and deleted; all that is said of
// them.
class FileSteps {
 public:
  FileSteps(const Installation& cofi, std::string project, std::string application)
      : cofi_(cofi), project_(std::move(project)), application_(std::move(application)) {}

  std::vector<std::string> Take() {
    // Of several pieces, of one, the same once more, one that is not what it is said to be, none.
    const std::string large = end_to_end::BytesOf(size_t{5} << 19, 1);
    const std::string small = end_to_end::BytesOf(1'000, 2);
    for (const std::string& bytes : {large, small, small, std::string()}) Upload(bytes);
    Upload(small, end_to_end::Sha256Of(large));
    const std::string of_large = "sha256: '" + end_to_end::Sha256Of(large) + "' ";
    const std::string of_small = "sha256: '" + end_to_end::Sha256Of(small) + "' ";
    Create("a", "display_name: 'Étude.pdf' " + of_large);
    Create("b", "display_name: 'devis.ods' requirement: 'Devis' " + of_small);
    Create("c", "display_name: 'copie.TXT' " + of_small);
    Create("d", "display_name: 'Registre' location: 'Classeur 3' ");
    Create("a", "display_name: 'again.pdf' " + of_large);
    Create("e", "display_name: 'run.sh' " + of_small);
    Create("f", "display_name: 'f.pdf' sha256: '" + std::string(64, '0') + "' ");
    Create("g", "display_name: 'g.pdf' location: 'Classeur 4' " + of_small);
    Create("h", "display_name: 'h.pdf' ");
    Update("b", "note: 'signé'", "note");
    Update("b", "location: 'Classeur 5'", "location");
    Update("d", "location: 'Classeur 6'", "location");
    for (const char* id : {"a", "b", "c", "d", "nobody"}) Look(id);
    List("");
    List("requirement = \"devis\" OR location:*");
    List("size_bytes > 1000");
    // The content stays with the one that is left, and goes with it.
    for (const char* id : {"b", "c", "c", "d"}) {
      Delete(id);
      Look("c");
    }
    Create("i", "display_name: 'i.pdf' " + of_small);
    List("");
    return std::move(said_);
  }

 private:
  std::string Name(const std::string& id) const {
    return absl::StrCat(project_, "/attachments/", id);
  }
  // Carries it out, and notes the answer or the refusal.
  template <typename Response>
  void Ask(const Message& request) {
    Response response;
    const std::string said = end_to_end::Said(cofi_.Call(request, &response));
    std::string answer;
    if constexpr (std::is_same_v<Response, attachments::v1::Attachment>) {
      if (said == "OK") answer = Told(&response);
    } else if constexpr (std::is_same_v<Response, attachments::v1::ListAttachmentsResponse>) {
      for (auto& each : *response.mutable_attachments())
        absl::StrAppend(&answer, Told(&each), "; ");
    }
    said_.push_back(absl::StrCat(request.GetTypeName(), " ", said, " ", answer));
  }
  static std::string Told(attachments::v1::Attachment* attachment) {
    attachment->clear_etag();
    return Comparable(attachment);
  }

  void Upload(const std::string& bytes, const std::string& expected = "") {
    attachments::v1::UploadContentResponse kept;
    const grpc::Status status =
        end_to_end::Upload(cofi_.channel("attachments"), bytes, &kept, expected);
    said_.push_back(absl::StrCat("up ", end_to_end::Said(status), " ", kept.ShortDebugString()));
  }
  void Create(const std::string& id, const std::string& fields) {
    Ask<attachments::v1::Attachment>(FromText<attachments::v1::CreateAttachmentRequest>(
        absl::StrCat("parent: '", project_, "' attachment_id: '", id, "' attachment { ", fields,
                     "application: '", application_, "' }")));
  }
  void Update(const std::string& id, const std::string& fields, const std::string& mask) {
    Ask<attachments::v1::Attachment>(FromText<attachments::v1::UpdateAttachmentRequest>(
        absl::StrCat("attachment { name: '", Name(id), "' ", fields, " } update_mask { paths: '",
                     mask, "' }")));
  }
  void Look(const std::string& id) {
    attachments::v1::GetAttachmentRequest get;
    get.set_name(Name(id));
    Ask<attachments::v1::Attachment>(get);
    std::string bytes;
    const grpc::Status status =
        end_to_end::Download(cofi_.channel("attachments"), Name(id), &bytes);
    said_.push_back(absl::StrCat("down ", id, " ", end_to_end::Said(status), " ", bytes.size(), " ",
                                 end_to_end::Sha256Of(bytes)));
  }
  void List(const std::string& filter) {
    attachments::v1::ListAttachmentsRequest list;
    list.set_parent(project_);
    list.set_filter(filter);
    Ask<attachments::v1::ListAttachmentsResponse>(list);
  }
  void Delete(const std::string& id) {
    attachments::v1::DeleteAttachmentRequest request;
    request.set_name(Name(id));
    Ask<google::protobuf::Empty>(request);
  }

  const Installation& cofi_;
  const std::string project_, application_;
  std::vector<std::string> said_;
};

struct Outcome {
  std::vector<std::string> answers, reports, journals;
};

Outcome Play(Shape shape, const std::string& database, const std::vector<Step>& steps) {
  const Installation cofi(shape, database);
  Driver driver(cofi, "p");
  Outcome outcome;
  for (const Step& step : steps) {
    outcome.answers.push_back(absl::StrCat(Describe(step), ": ", driver.Take(step)));
    // Relays tell the whole picture as it is when they come to it: with the next
    // step already taken it would be another.
    COFI_CHECK(cofi.books().AwaitRelays(), "the relays did not come to rest");
  }
  const std::string application = absl::StrCat(driver.project(), "/applications/a", kFirstAwarded);
  for (std::string& said : FileSteps(cofi, driver.project(), application).Take()) {
    outcome.answers.push_back(std::move(said));
  }
  outcome.reports = Reports(cofi, driver.project());
  for (const std::string& service : clients::Recorded()) {
    for (std::string& entry : Journal(cofi, service)) {
      outcome.journals.push_back(absl::StrCat(service, " | ", entry));
    }
  }
  return outcome;
}

void ExpectSame(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  ASSERT_EQ(one.size(), other.size());
  for (size_t i = 0; i < one.size(); ++i) ASSERT_EQ(one[i], other[i]) << "number " << i;
}

TEST(Differential, OneProcessFourServersAndPostgresAreTheSame) {
  Cluster cluster;
  int databases = 0;
  for (const uint64_t seed : kSeeds) {
    const std::vector<Step> steps = StepsFrom(seed, kSteps);
    const Outcome one = Play(Shape::kOneProcess, "", steps);
    EXPECT_GT(one.journals.size(), 50) << "most steps were refused";
    const auto expect_same = [&](Shape shape, const std::string& database) {
      SCOPED_TRACE(absl::StrCat("seed ", seed, ", ", ::testing::PrintToString(shape)));
      const Outcome other = Play(shape, database, steps);
      ExpectSame(one.answers, other.answers);
      ExpectSame(one.reports, other.reports);
      ExpectSame(one.journals, other.journals);
    };
    expect_same(Shape::kFourServers, "");
    for (const Shape shape : {Shape::kOneProcess, Shape::kReplicas}) {
      const std::string database = absl::StrCat("d", ++databases);
      cluster.Make(database);
      expect_same(shape, cluster.Url(database));
    }
  }
}

}  // namespace
}  // namespace cofi::model
