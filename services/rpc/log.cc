#include "services/rpc/log.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "absl/time/clock.h"

namespace cofi::rpc {
namespace {

spdlog::logger& Logger() {
  static spdlog::logger* const logger = [] {
    auto* made = new spdlog::logger("cofid", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})",
                      spdlog::pattern_time_type::utc);
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *logger;
}

spdlog::level::level_enum Level(LogLevel level) {
  switch (level) {
    case LogLevel::kCall:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    default:
      return spdlog::level::err;
  }
}

}  // namespace

void LogLibraries() {
  google::protobuf::SetLogHandler(
      [](google::protobuf::LogLevel, const char*, int, const std::string& message) {
        // It speaks of bytes that a caller sent, and that are refused.
        if (LogsCalls()) Log(LogLevel::kCall, "protobuf", {{"detail", message}});
      });
  gpr_set_log_function([](gpr_log_func_args* said) {
    Log(LogLevel::kInfo, "grpc", {{"detail", said->message}});
  });
}

void LogCalls(bool calls) {
  Logger().set_level(calls ? spdlog::level::debug : spdlog::level::info);
}

bool LogsCalls() { return Logger().should_log(spdlog::level::debug); }

void Log(LogLevel level, absl::string_view event,
         std::initializer_list<std::pair<absl::string_view, std::string>> fields) {
  nlohmann::ordered_json line = {{"event", std::string(event)}};
  for (const auto& [key, value] : fields) line[std::string(key)] = value;
  // Bytes that are no UTF-8 may come from outside: they are replaced.
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  Logger().log(Level(level), "{}", text.substr(1, text.size() - 2));
}

namespace {

bool IsFailure(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnavailable;
}

}  // namespace

bool LogsEnd(absl::StatusCode code) { return IsFailure(code) || LogsCalls(); }

void LogEnd(const EndedCall& call, absl::StatusCode code, absl::string_view message) {
  if (!LogsEnd(code)) return;
  Log(IsFailure(code) ? LogLevel::kError : LogLevel::kCall, "call",
      {{"method", call.method},
       {"root", call.root},
       {"principal", call.principal},
       {"request_id", call.request_id},
       {"code", absl::StatusCodeToString(code)},
       {"message", std::string(message)},
       {"duration", absl::FormatDuration(absl::Now() - call.start)}});
}

}  // namespace cofi::rpc
