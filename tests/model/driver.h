// Carries the steps of the model out at a real server, in a project of their
// own, and reads its figures back.
#ifndef COFI_TESTS_MODEL_DRIVER_H_
#define COFI_TESTS_MODEL_DRIVER_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cofi/budgets/v1/expenses.pb.h"
#include "google/protobuf/message.h"
#include "tests/installations/installation.h"
#include "tests/model/oracle.h"

namespace cofi::model {

class Driver {
 public:
  // Makes the project `projects/ID` and two submitted applications.
  Driver(const end_to_end::Installation& cofi, const std::string& id);

  const std::string& project() const { return project_; }

  // Carries out a step, and waits until all services know; the reason of its
  // refusal, empty if it was accepted.
  std::string Take(const Step& step);
  // Records expenses all together, under a request id of its own; the reason of the refusal and
  // the place of the step that it is about, `INSUFFICIENT_FUNDS 2`.
  std::string TakeTogether(const std::vector<Step>& steps);
  // What would come of each of them.
  std::vector<std::string> Rehearse(const std::vector<Step>& steps);
  // How many were.
  int taken() const { return taken_; }
  // Whether the last answer was one given before.
  bool replayed() const { return replayed_; }

  // What differs between the server's figures and the oracle's, one a line; now,
  // and as of a day.
  std::string Differences(const Oracle& oracle, int day) const;

 private:
  using Message = google::protobuf::Message;

  std::string Send(const Message& request, Message* response);
  budgets::v1::BatchCreateExpensesRequest BatchOf(const std::vector<Step>& steps) const;
  std::string DraftBudget(const Step& step);
  std::string EtagFor(const Step& step, const std::string& name) const;
  // The resource that a step is about, or makes.
  std::string NameOf(const Step& step) const;
  // The etag or the uid of a resource; empty if it is not there.
  std::string FieldOf(Verb verb, const std::string& name, const char* field) const;

  std::string LineDifferences(const Oracle& oracle, int line, std::optional<int> day) const;
  std::string GrantDifferences(const Oracle& oracle, int grant, std::optional<int> day) const;
  std::string RowDifferences(const Oracle& oracle, std::optional<int> day) const;
  std::string CommitmentDifferences(const Oracle& oracle, int commitment) const;
  std::string TotalDifferences(const Oracle& oracle) const;
  std::string JournalDifferences(const Oracle& oracle) const;

  const end_to_end::Installation& cofi_;
  const std::string project_;
  bool replayed_ = false;
  int taken_ = 0;
  std::map<std::string, std::string> first_etags_;  // By name.
  // What was sent and accepted, so that it can be sent again to the byte.
  std::map<int, std::pair<Step, std::unique_ptr<Message>>> sent_;
};

}  // namespace cofi::model

#endif  // COFI_TESTS_MODEL_DRIVER_H_
