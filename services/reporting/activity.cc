// What happened, of the journals of one project or of all.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "base/refusal.h"
#include "clients/services.h"
#include "cofi/journal/v1/history.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "services/reporting/activity_rules.h"
#include "services/reporting/answering.h"
#include "services/reporting/entries.h"
#include "services/reporting/join.h"
#include "services/reporting/list_pages.h"

namespace cofi::reporting {
namespace {

namespace logs = journal::v1;

// Changes of a project in one journal, and projects, that are looked at for one report.
constexpr size_t kChangesMax = 10'000;
constexpr size_t kProjectsMax = 1'000;
constexpr int kDaysByDefault = 30;

using Changes = Listing<logs::ListEntriesRequest, logs::ListEntriesResponse, logs::HistoryEntry>;

// Which journals a project is in, and how far each was read.
struct Read {
  ProjectActivity activity;
  std::vector<std::shared_ptr<Changes>> changes;
  std::vector<const char*> services;
};

// Newest first, until the period begins.
std::shared_ptr<Changes> ChangesSince(const std::string& root, const char* service,
                                      absl::Time since) {
  auto changes = std::make_shared<Changes>();
  changes->request.set_journal(clients::JournalOf(service));
  changes->request.set_name(root);
  changes->request.set_below(true);
  changes->rows_max = kChangesMax;
  changes->take = [since](logs::ListEntriesResponse& page,
                          std::vector<logs::HistoryEntry>* entries) {
    TakeAll(page.mutable_entries(), entries);
    return entries->empty() ||
           absl::FromUnixSeconds(entries->back().entry().commit_time().seconds()) >= since;
  };
  return changes;
}

// The answer in the making.
struct Gathering {
  std::vector<std::unique_ptr<Read>> reads;
  absl::CivilDay from, to;
};

void ReadChanges(const Inquiry& inquiry, Gathering* gathering, const Done& done) {
  const auto join = std::make_shared<Join>(done);
  for (const auto& read : gathering->reads) {
    absl::TimeZone zone;
    absl::LoadTimeZone(read->activity.time_zone, &zone);
    for (const char* service : {kProjects, kApplications, kBudgets, kAttachments}) {
      read->services.push_back(service);
      read->changes.push_back(
          ChangesSince(read->activity.project, service, absl::FromCivil(gathering->from, zone)));
      ReadList<logs::ListEntriesRequest, logs::ListEntriesResponse, logs::HistoryEntry>(
          inquiry, service, read->changes.back(), join->Begin());
    }
  }
  join->Begun();
}

void AddProject(const Project& project, Gathering* gathering) {
  auto read = std::make_unique<Read>();
  read->activity.project = project.name();
  read->activity.project_display_name = project.display_name();
  read->activity.time_zone = project.time_zone();
  gathering->reads.push_back(std::move(read));
}

// The project that is asked for; or all, and what is in none.
void FindProjects(const Inquiry& inquiry, const std::string& parent, Gathering* gathering,
                  const Done& done) {
  if (parent != kEveryProject) {
    projects::v1::GetProjectRequest get;
    get.set_name(parent);
    const auto project = std::make_shared<Project>();
    return Ask(inquiry, kProjects, get, project.get(), [=](const absl::Status& status) {
      if (status.ok()) AddProject(*project, gathering);
      done(status);
    });
  }
  const auto listing = std::make_shared<
      Listing<projects::v1::ListProjectsRequest, projects::v1::ListProjectsResponse, Project>>();
  listing->rows_max = kProjectsMax;
  listing->take = [](projects::v1::ListProjectsResponse& page, std::vector<Project>* all) {
    TakeAll(page.mutable_projects(), all);
    return true;
  };
  ReadList<projects::v1::ListProjectsRequest, projects::v1::ListProjectsResponse, Project>(
      inquiry, kProjects, listing, [=](const absl::Status& status) {
        if (!status.ok()) return done(status);
        for (const Project& project : listing->rows) AddProject(project, gathering);
        Project shared;
        shared.set_name(kSharedRoot);
        shared.set_time_zone(kDefaultTimeZone);
        AddProject(shared, gathering);
        done(absl::OkStatus());
      });
}

v1::Activity ActivityOf(Gathering* gathering, const v1::GetActivityRequest& request,
                        Language language) {
  std::vector<ProjectActivity> all;
  all.reserve(gathering->reads.size());
  for (const auto& read : gathering->reads) {
    for (const auto& changes : read->changes) {
      std::move(changes->rows.begin(), changes->rows.end(),
                std::back_inserter(read->activity.entries));
    }
    all.push_back(std::move(read->activity));
  }
  v1::Activity activity = MakeActivity(all, gathering->from, gathering->to, request, language);
  for (const auto& read : gathering->reads) {
    for (size_t i = 0; i < read->changes.size(); ++i) {
      // A journal that has nothing of a project says nothing.
      const int64_t sequence = read->changes[i]->page.journal_sequence();
      if (sequence == 0) continue;
      *activity.add_journal_positions() =
          PositionIn(read->services[i], read->changes[i]->request.name(), sequence);
    }
  }
  return activity;
}

}  // namespace

void FindActivity(const Inquiry& inquiry, const v1::GetActivityRequest& request, Language language,
                  v1::Activity* answer, const Answered& done) {
  if (const absl::Status asked = CheckAsked(request, Every::kAllowed); !asked.ok()) {
    return done(asked);
  }
  const auto gathering = std::make_shared<Gathering>();
  FindProjects(
      inquiry, request.parent(), gathering.get(), [=, &request](const absl::Status& found) {
        if (!found.ok()) return done(found);
        const absl::Time now = inquiry.known_at.has_value()
                                   ? absl::FromUnixSeconds(inquiry.known_at->seconds())
                                   : absl::Now();
        const bool one = request.parent() != kEveryProject;
        const std::string zone =
            one ? gathering->reads.front()->activity.time_zone : std::string(kDefaultTimeZone);
        gathering->to = request.has_to_date() ? Day(request.to_date()) : TodayIn(zone, now);
        gathering->from =
            request.has_from_date() ? Day(request.from_date()) : gathering->to - kDaysByDefault;
        ReadChanges(inquiry, gathering.get(), [=, &request](const absl::Status& read) {
          if (!read.ok()) return done(read);
          *answer = ActivityOf(gathering.get(), request, language);
          if (one) {
            answer->set_project(request.parent());
            answer->set_project_display_name(
                gathering->reads.front()->activity.project_display_name);
          }
          *answer->mutable_as_of_date() = DateFromDay(gathering->to);
          if (request.has_known_at()) *answer->mutable_known_at() = request.known_at().time();
          done(absl::OkStatus());
        });
      });
}

}  // namespace cofi::reporting
