// A live session in a thread of its own, for the window.
#pragma once

#include <atomic>
#include <memory>

#include <QObject>
#include <QString>
#include <QTimer>

#include "session/live_recording.h"
#include "session/live_setup.h"

class QThread;

namespace tcplab {

class LiveSession : public QObject {
    Q_OBJECT
public:
    // The catalogue outlives the session.
    explicit LiveSession(const Catalogue& catalogue, QObject* parent = nullptr);
    // Stops and waits.
    ~LiveSession() override;

    // Opens the door and begins. `recording` is a pcapng file; empty for none. The answer is the Trace, which grows from
    // now on, or what is wrong, in sentences for a person. A session that was running is stopped before.
    tl::expected<std::shared_ptr<const Trace>, QString> start(const LiveOptions& options, const QString& recording = {});
    // Waits a tenth of a second at most.
    void stop();
    bool running() const { return thread_ != nullptr; }

signals:
    // There is more in the Trace; at most ten times a second.
    void grew();
    // After stop(). The problem is empty unless the recording is not complete.
    void stopped(const QString& problem);

private:
    void lookForGrowth();

    const Catalogue& catalogue_;
    std::unique_ptr<PacketIo> door_;
    std::unique_ptr<LiveWorld> world_;
    std::unique_ptr<LiveRecording> recording_;
    std::unique_ptr<QThread> thread_;
    std::atomic<bool> stop_{false};
    QTimer timer_;
    std::size_t seen_ = 0;
};

}  // namespace tcplab
