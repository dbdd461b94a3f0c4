// Why something is due, or that nothing is: a cause of one parent, in the size of a word.
#pragma once

#include "trace/event.h"

namespace tcplab::engine_tcp {

class Reason {
public:
    Reason() = default;  // none
    Reason(Rule rule, EventId parent) : parent_(parent), rule_(rule), given_(true) {}

    explicit operator bool() const { return given_; }
    Rule rule() const { return rule_; }
    EventId parent() const { return parent_; }
    Cause cause() const { return {rule_, parent_}; }

    // The cause, and from now on there is none.
    Cause take()
    {
        given_ = false;
        return cause();
    }
    void reset() { given_ = false; }

private:
    EventId parent_{};
    Rule rule_{};
    bool given_ = false;
};
static_assert(sizeof(Reason) == 8);

}  // namespace tcplab::engine_tcp
