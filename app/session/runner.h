// Runs labs in a thread of its own, always the newest one.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include <QObject>
#include <QThreadPool>

#include "analysis/checks.h"
#include "analysis/exchange.h"
#include "sim/run.h"

namespace tcplab {

// Everything that the views need to know of a run; never changes once it is made.
struct RunOutcome {
    Lab lab;  // as it was run
    std::shared_ptr<const Trace> trace;
    std::shared_ptr<const Exchange> exchange;
    std::vector<std::uint64_t> editHits;  // one an edit of the lab; 0 is a dormant edit
    std::vector<Verdict> verdicts;        // one a check of the lab; none when the checks cannot be evaluated
    std::optional<Problem> checkProblem;
};

// Runs the lab and analyses its Trace, in the thread of the caller.
Result<std::shared_ptr<const RunOutcome>> runAndAnalyse(const Lab& lab, const Catalogue& catalogue, const RunOptions& options = {});

class Runner : public QObject {
    Q_OBJECT
public:
    // The catalogue outlives the runner.
    explicit Runner(const Catalogue& catalogue, QObject* parent = nullptr);
    // Cancels and waits.
    ~Runner() override;

    // Cancels the run that is under way, whose outcome will not be told. Returns at once.
    void run(const Lab& lab);
    void cancel();
    bool running() const { return running_; }

signals:
    void started();
    // Exactly one of these two for each run that was not cancelled.
    void finished(std::shared_ptr<const tcplab::RunOutcome> outcome);
    void failed(tcplab::Problem problem);

private:
    const Catalogue& catalogue_;
    std::shared_ptr<std::atomic<bool>> cancelled_;  // of the newest run
    bool running_ = false;
    QThreadPool thread_;
};

}  // namespace tcplab
