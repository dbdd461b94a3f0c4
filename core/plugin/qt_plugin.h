// What the Qt shell of a plugin implements. Only shells and the app's loader include this file.
#pragma once

#include <QtPlugin>

#include "plugin/catalogue.h"

#define TCPLAB_PLUGIN_IID "org.tcplab.Plugin/1"

namespace tcplab {

class QtPlugin {
public:
    virtual ~QtPlugin() = default;
    virtual void contribute(Catalogue& catalogue) = 0;
};

}  // namespace tcplab

Q_DECLARE_INTERFACE(tcplab::QtPlugin, TCPLAB_PLUGIN_IID)
