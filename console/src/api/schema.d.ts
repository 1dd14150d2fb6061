// Written by `npm run types` from the declarations of routes.
export interface paths {
    "/agreements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List agreements by name
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getAgreements"];
        put?: never;
        /**
         * Create an agreement, a volume agreement with its pairs, into no, an existing or a new group
         * @description For managers.
         */
        post: operations["postAgreements"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agreements/{agreementId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an agreement; the details of an other agreement are for managers, and `GET /audit` tells who read them
         * @description For readers and managers.
         */
        get: operations["getAgreementsAgreementId"];
        put?: never;
        post?: never;
        /**
         * Delete an agreement; its pairs become free, many of them within seconds
         * @description For managers. With `If-Match` it is done to that version only.
         */
        delete: operations["deleteAgreementsAgreementId"];
        options?: never;
        head?: never;
        /**
         * Change name, group or the fields that agreements of its type have
         * @description For managers. With `If-Match` it is done to that version only.
         */
        patch: operations["patchAgreementsAgreementId"];
        trace?: never;
    };
    "/agreements/{agreementId}/pairs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all pairs of an agreement by number
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getAgreementsAgreementIdPairs"];
        put?: never;
        /**
         * Add pairs to an agreement
         * @description For managers.
         */
        post: operations["postAgreementsAgreementIdPairs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agreements/{agreementId}/pairs/{agreementNumber}/{licenseNumber}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a pair from an agreement; the last one cannot be removed
         * @description For managers. With `If-Match` it is done to that version only.
         */
        delete: operations["deleteAgreementsAgreementIdPairsAgreementNumberLicenseNumber"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agreements/{agreementId}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes of an agreement, newest first, its creation last
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getAgreementsAgreementIdHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all license groups, the built-in one first, then by name
         * @description For readers and managers.
         */
        get: operations["getGroups"];
        put?: never;
        /**
         * Create a license group
         * @description For managers.
         */
        post: operations["postGroups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{groupId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a license group
         * @description For readers and managers.
         */
        get: operations["getGroupsGroupId"];
        put?: never;
        post?: never;
        /**
         * Delete a license group; its agreements move to `unassigned`
         * @description For managers. With `If-Match` it is done to that version only.
         */
        delete: operations["deleteGroupsGroupId"];
        options?: never;
        head?: never;
        /**
         * Rename a license group
         * @description For managers. With `If-Match` it is done to that version only.
         */
        patch: operations["patchGroupsGroupId"];
        trace?: never;
    };
    "/groups/{groupId}/agreements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Move agreements into a license group, all or none
         * @description For managers.
         */
        put: operations["putGroupsGroupIdAgreements"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{groupId}/moves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move all agreements that a search finds into a license group, hundreds or a hundred thousand
         * @description For managers.
         */
        post: operations["postGroupsGroupIdMoves"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/moves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List moves of many agreements, newest first; those that ended more than 30 days ago are forgotten
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getMoves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/moves/{moveId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a move of many agreements: how many it has moved so far
         * @description For readers and managers.
         */
        get: operations["getMovesMoveId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/moves/{moveId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a move of many agreements that works: what it has moved stays
         * @description For managers.
         */
        post: operations["postMovesMoveIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{groupId}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes of a license group, newest first, its creation last
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getGroupsGroupIdHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List imports, newest first
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getImports"];
        put?: never;
        /**
         * Prepare an import and get a form to upload its file with
         * @description For managers.
         */
        post: operations["postImports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/recognize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a file is taken for by its first bytes, and why; nothing is stored
         * @description For managers.
         */
        post: operations["postImportsRecognize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{importId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an import: its progress while it runs, its result after
         * @description For readers and managers.
         */
        get: operations["getImportsImportId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{importId}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back what an import created or added, as far as nobody changed it since
         * @description For managers.
         */
        post: operations["postImportsImportIdUndo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{importId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End an import that waits or works; what it wrote stays
         * @description For managers.
         */
        post: operations["postImportsImportIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{importId}/commit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a completed dry run for real, without another upload
         * @description For managers.
         */
        post: operations["postImportsImportIdCommit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/refreshes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List refreshes, newest first: by hand, by schedule, and those of new pairs
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getRefreshes"];
        put?: never;
        /**
         * Refresh Now: look up all pairs at Microsoft volume licensing (formerly VLSC), or those of one group
         * @description For managers.
         */
        post: operations["postRefreshes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/refreshes/{refreshId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a refresh: its progress while it runs, its result after
         * @description For readers and managers.
         */
        get: operations["getRefreshesRefreshId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/refreshes/{refreshId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a refresh that waits or runs: it keeps the answers that it stored
         * @description For managers.
         */
        post: operations["postRefreshesRefreshIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connectors/graph/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List runs of the connector to Microsoft Graph, newest first
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getConnectorsGraphRuns"];
        put?: never;
        /**
         * Read what Microsoft Graph knows now: subscriptions of Microsoft 365, and devices of Intune
         * @description For managers.
         */
        post: operations["postConnectorsGraphRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connectors/graph/runs/{runId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a run of the connector: its progress while it runs, its result after
         * @description For readers and managers.
         */
        get: operations["getConnectorsGraphRunsRunId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connectors/graph/runs/{runId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a run of the connector, and the imports that it has begun: they keep what they wrote
         * @description For managers.
         */
        post: operations["postConnectorsGraphRunsRunIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/entitlements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what look-ups and files of Microsoft report, by product
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getEntitlements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what ends and when: agreements, pairs, Software Assurance and subscriptions, soonest first
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getCalendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ledger at a glance
         * @description For readers and managers.
         */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{deviceId}/software": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Report all software of a device: newer replaces, older is ignored
         * @description For devices and scripts with the role inventory-writer.
         */
        put: operations["putDevicesDeviceIdSoftware"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List managed devices by name
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{deviceId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a device with its software and possible duplicates
         * @description For readers and managers.
         */
        get: operations["getDevicesDeviceId"];
        put?: never;
        post?: never;
        /**
         * Delete a device; it comes back with its next report
         * @description For managers. With `If-Match` it is done to that version only.
         */
        delete: operations["deleteDevicesDeviceId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{deviceId}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Link a device to another one that is the same machine: they count once
         * @description For managers.
         */
        put: operations["putDevicesDeviceIdLink"];
        post?: never;
        /**
         * Let a linked device count for itself again
         * @description For managers.
         */
        delete: operations["deleteDevicesDeviceIdLink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exemptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all exemptions of devices, newest first, with those that have ended
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getExemptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/devices/{deviceId}/exemptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the exemptions of a device, newest first
         * @description For readers and managers.
         */
        get: operations["getDevicesDeviceIdExemptions"];
        /**
         * Take a machine out of the requirements of a family, or of all: one exemption of each
         * @description For managers. With `If-Match` it is done to that version only.
         */
        put: operations["putDevicesDeviceIdExemptions"];
        post?: never;
        /**
         * Let a machine count again
         * @description For managers. With `If-Match` it is done to that version only.
         */
        delete: operations["deleteDevicesDeviceIdExemptions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/software": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List detected software, by publisher and title unless another order is asked for
         * @description For readers and managers. Answers at most 1000 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getSoftware"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/software/{titleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a software title with its position and all that it adds up from
         * @description For readers and managers.
         */
        get: operations["getSoftwareTitleId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Say whether a title needs a license, or leave it to what is known of it again
         * @description For managers. With `If-Match` it is done to that version only.
         */
        patch: operations["patchSoftwareTitleId"];
        trace?: never;
    };
    "/software/{titleId}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the devices that have a title, with the names and versions that they report now
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getSoftwareTitleIdDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/software/{titleId}/agreements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the other agreements for a title, with those that are over or still to come
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getSoftwareTitleIdAgreements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/software/{titleId}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The position of a title day by day, newest first; 400 days are kept
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getSoftwareTitleIdHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/software/{titleId}/entitlement-mapping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say which products count for a title beside those that the rules find, and which must not
         * @description For managers. With `If-Match` it is done to that version only.
         */
        put: operations["putSoftwareTitleIdEntitlementmapping"];
        post?: never;
        /**
         * Leave it to the rules again which products count for a title
         * @description For managers. With `If-Match` it is done to that version only.
         */
        delete: operations["deleteSoftwareTitleIdEntitlementmapping"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/software/{titleId}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merge a title into another one. The id of that one stands for both from then on
         * @description For managers.
         */
        post: operations["postSoftwareTitleIdMerge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/software/{titleId}/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make some names of a title a title of their own
         * @description For managers.
         */
        post: operations["postSoftwareTitleIdSplit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/publishers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find publishers of the software asset catalog as their name is typed
         * @description For readers and managers.
         */
        get: operations["getCatalogPublishers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalog/titles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find titles of a publisher as their name is typed
         * @description For readers and managers.
         */
        get: operations["getCatalogTitles"];
        put?: never;
        /**
         * Add a title to the software asset catalog
         * @description For managers.
         */
        post: operations["postCatalogTitles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what managers have to decide, most machines or licenses first, or what they have decided
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getDecisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/decisions/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say which titles and families a decision would change, and how, without making it
         * @description For readers and managers.
         */
        post: operations["postDecisionsPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/families/{familyId}/what-if": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what the position of a family would be with other licenses or policies, or on another day
         * @description For readers and managers.
         */
        post: operations["postFamiliesFamilyIdWhatif"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/families": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List product families with their positions, by publisher and name unless another order is asked for
         * @description For readers and managers. Answers at most 1000 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getFamilies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/families/{familyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a product family with its position and all that it adds up from
         * @description For readers and managers.
         */
        get: operations["getFamiliesFamilyId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/families/{familyId}/entitlements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the licenses of a family, with how many of them are in use
         * @description For readers and managers. Answers at most 1000 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getFamiliesFamilyIdEntitlements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/families/{familyId}/combinations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what machines require together in a family
         * @description For readers and managers. Answers at most 1000 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getFamiliesFamilyIdCombinations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/families/{familyId}/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List which licenses meet which requirements of a family, by which rights
         * @description For readers and managers. Answers at most 1000 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getFamiliesFamilyIdCoverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/families/{familyId}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the machines that require licenses of a family, with what each has and whether that is covered
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getFamiliesFamilyIdDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/families/{familyId}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The position of a family day by day, newest first; 400 days are kept
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getFamiliesFamilyIdHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/trend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Positions of all families together, by metric, day by day, newest first
         * @description For readers and managers.
         */
        get: operations["getTrend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/position-policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which rights of licenses count in this ledger
         * @description For readers and managers.
         */
        get: operations["getPositionpolicies"];
        /**
         * Say which rights of licenses count
         * @description For managers. With `If-Match` it is done to that version only.
         */
        put: operations["putPositionpolicies"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/position-policies/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes of the policies, newest first
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getPositionpoliciesHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/families/{familyId}/declared-use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is declared to be in use of a family, and its changes, newest first
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getFamiliesFamilyIdDeclareduse"];
        /**
         * Say how many users, servers or others use a family, where nothing measures it
         * @description For managers. With `If-Match` it is done to that version only.
         */
        put: operations["putFamiliesFamilyIdDeclareduse"];
        post?: never;
        /**
         * Take back what is declared in a metric
         * @description For managers. With `If-Match` it is done to that version only.
         */
        delete: operations["deleteFamiliesFamilyIdDeclareduse"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/families/{familyId}/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changed in a family between two days, and which facts made it change
         * @description For readers and managers.
         */
        get: operations["getFamiliesFamilyIdCompare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changed between two days, the largest change of shortfall first, and which facts made it change
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recognition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List managers' own recognition lines by id
         * @description For readers and managers. Answers at most 1000 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getRecognition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recognition/{lineId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a recognition line
         * @description For readers and managers.
         */
        get: operations["getRecognitionLineId"];
        /**
         * Say what a title is, whatever the rules say: create or replace a recognition line
         * @description For managers. With `If-Match` it is done to that version only.
         */
        put: operations["putRecognitionLineId"];
        post?: never;
        /**
         * Delete a recognition line; what was before applies again with the next snapshot
         * @description For managers. With `If-Match` it is done to that version only.
         */
        delete: operations["deleteRecognitionLineId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List runs of reports, newest first, without links to exports, which readers do not see
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getReports"];
        put?: never;
        /**
         * Run a report: of what is licensed, or of whether that is enough; an export, which only managers run, holds all agreements as files to import
         * @description For readers and managers.
         */
        post: operations["postReports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{reportId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the run of a report: its progress, then a link to its file
         * @description For readers and managers.
         */
        get: operations["getReportsReportId"];
        put?: never;
        post?: never;
        /**
         * Delete the run of a report that has ended, and its file
         * @description For managers. With `If-Match` it is done to that version only.
         */
        delete: operations["deleteReportsReportId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{reportId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel the run of a report that waits or works; it keeps no file
         * @description For readers and managers.
         */
        post: operations["postReportsReportIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/report-schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List report schedules in the order in which they were made; recipients are for managers
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getReportschedules"];
        put?: never;
        /**
         * Have a report made again and again, and a link to it mailed
         * @description For managers.
         */
        post: operations["postReportschedules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/report-schedules/{scheduleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a report schedule: when it is due next, and how its last run went; recipients are for managers
         * @description For readers and managers.
         */
        get: operations["getReportschedulesScheduleId"];
        put?: never;
        post?: never;
        /**
         * Delete a report schedule; reports that it had made stay
         * @description For managers. With `If-Match` it is done to that version only.
         */
        delete: operations["deleteReportschedulesScheduleId"];
        options?: never;
        head?: never;
        /**
         * Change a report schedule
         * @description For managers. With `If-Match` it is done to that version only.
         */
        patch: operations["patchReportschedulesScheduleId"];
        trace?: never;
    };
    "/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List alerts, newest first
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/alerts/{alertId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an alert
         * @description For readers and managers.
         */
        get: operations["getAlertsAlertId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/alerts/{alertId}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge an alert, with a note; an alert of a failed import ends by it
         * @description For managers.
         */
        post: operations["postAlertsAlertIdAcknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reconciliations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List runs of the last 30 days, newest first
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getReconciliations"];
        put?: never;
        /**
         * Read all facts again and publish a snapshot, without waiting for a change
         * @description For managers.
         */
        post: operations["postReconciliations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reconciliations/{reconciliationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a run: what it has read, and the snapshot that it published
         * @description For readers and managers.
         */
        get: operations["getReconciliationsReconciliationId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All changes that people and files made, newest first, those of what is deleted too; who read details of agreements, and who asked for exports and got a link to one
         * @description For readers and managers. Answers at most 100 items; the `cursor` of an answer asks for the next ones.
         */
        get: operations["getAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who calls, with which roles; the name of a reader or manager is kept for `GET /people`
         * @description For all who have a role.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The names that the ledger saw last for ids of people who called `GET /me`; all of them, by name
         * @description For readers and managers.
         */
        get: operations["getPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/{personId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete the name of a person; what they did stays in the trail under their id
         * @description For managers.
         */
        delete: operations["deletePeoplePersonId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell that the service answers
         * @description For everybody, without a token.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What this deployment is set to; addresses and secrets are not told
         * @description For readers and managers.
         */
        get: operations["getSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How to sign in to the console at `/console/`
         * @description For everybody, without a token.
         */
        get: operations["getConfigJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The OpenAPI 3.1 document of this API
         * @description For everybody, without a token.
         */
        get: operations["getOpenapiJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The OpenAPI document as a page for people
         * @description For everybody, without a token.
         */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file of that page
         * @description For everybody, without a token.
         */
        get: operations["getDocsFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        NewVolumeAgreement: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "volume";
            /** @description 1-256 characters after trimming; none of ~ ! @ # $ ^ & * ( ) = + [ ] { } \ | ; : ' " < > /, no control characters. */
            name: string;
            /** @enum {string} */
            program?: "open-value" | "open" | "select-or-enterprise";
            pairs: {
                agreementNumber: string;
                licenseNumber: string;
            }[];
            restrictions?: components["schemas"]["Restrictions"];
            group?: {
                /** @description An existing group. */
                id?: string;
                /** @description A new group. */
                name?: string;
            };
        };
        /** @description Rights that its licenses do not have, whatever the rules find. */
        Restrictions: ("renamed" | "suite" | "prior-version" | "software-assurance" | "lower-edition")[];
        NewOtherAgreement: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "other";
            /** @description 1-256 characters after trimming; none of ~ ! @ # $ ^ & * ( ) = + [ ] { } \ | ; : ' " < > /, no control characters. */
            name: string;
            publisher: string;
            /** @description A title of the publisher's in the catalog. */
            productTitle: string;
            licenseCount: components["schemas"]["LicenseCount"];
            /** Format: date */
            startDate?: string;
            /** Format: date */
            endDate?: string;
            /** @description Contacts, registration keys: at most 4000 characters, which managers only can read. */
            details?: string;
            restrictions?: components["schemas"]["Restrictions"];
            group?: {
                /** @description An existing group. */
                id?: string;
                /** @description A new group. */
                name?: string;
            };
        };
        /** @description A number of licenses, or `unlimited` for a site license. */
        LicenseCount: number | "unlimited";
        AgreementPatch: {
            /** @description 1-256 characters after trimming; none of ~ ! @ # $ ^ & * ( ) = + [ ] { } \ | ; : ' " < > /, no control characters. */
            name?: string;
            groupId?: string;
            restrictions?: components["schemas"]["Restrictions"] | null;
            /** @description Of volume agreements only. */
            program?: ("open-value" | "open" | "select-or-enterprise") | null;
            /** @description Of other agreements only, and so are those below. */
            publisher?: string;
            productTitle?: string;
            licenseCount?: components["schemas"]["LicenseCount"];
            startDate?: string | null;
            endDate?: string | null;
            details?: string | null;
        };
        MorePairs: {
            pairs: {
                agreementNumber: string;
                licenseNumber: string;
            }[];
        };
        NewGroup: {
            /** @description 1-256 characters after trimming; none of ~ ! @ # $ ^ & * ( ) = + [ ] { } \ | ; : ' " < > /, no control characters. */
            name: string;
        };
        GroupPatch: {
            /** @description 1-256 characters after trimming; none of ~ ! @ # $ ^ & * ( ) = + [ ] { } \ | ; : ' " < > /, no control characters. */
            name?: string;
        };
        AgreementsToMove: {
            agreementIds: string[];
        };
        /** @description Which agreements, as `GET /agreements` finds them; all without any. */
        AgreementChoice: {
            /** @enum {string} */
            type?: "volume" | "other";
            /** @description The group that they are in. */
            groupId?: string;
            /** @description Text that the name contains, in any case. */
            contains?: string;
            /** @description Agreement or license number of a pair that they have. */
            number?: string;
        };
        NewImport: {
            /** @enum {string} */
            kind: "agreements" | "other-agreements" | "inventory" | "device-facts" | "catalog" | "recognition" | "entitlements";
            /** @description Group of the agreements it creates; one of a new name is made. Files of agreements only. */
            group?: {
                /** @description An existing group. */
                id?: string;
                /** @description A new group. */
                name?: string;
            };
            /**
             * @description Program of the agreements it creates. Pair files only.
             * @enum {string}
             */
            program?: "open-value" | "open" | "select-or-enterprise";
            /** @description Inventory files only. */
            options?: components["schemas"]["InventoryOptions"];
            /** @description At most 128 characters, ends in .csv or .xlsx; that of an inventory may end in .zip. */
            fileName: string;
            /**
             * @default reject
             * @enum {string}
             */
            onError: "reject" | "skip";
            /** @default false */
            dryRun: boolean;
        };
        InventoryOptions: {
            /** @description The device that the file speaks of, for files without a column of devices. */
            deviceId?: string;
            /**
             * Format: date-time
             * @description When its devices reported, for files without a column of times; else when the file was put.
             */
            reportedAt?: string;
        };
        FileHead: {
            fileName: string;
            /** @description The first 64 KiB of the file in base64; of a workbook all of it, up to 4 MiB. */
            head: string;
            /** @description Bytes of the whole file. Without it a head of 64 KiB or more is taken for a part. */
            size?: number;
        };
        NewRefresh: {
            /** @description Only the pairs of this group; all when absent. */
            groupId?: string;
        };
        DeviceSoftwareReport: {
            deviceName: string;
            /** @description Windows, in any form: the ledger counts Windows PCs only. */
            platform: string;
            /** Format: date-time */
            reportedAt: string;
            /** @description It counts as one more program. Without it the device keeps that of an earlier report. */
            operatingSystem?: {
                /** @description Its caption or platform: `Microsoft Windows 11 Pro`, `Windows`. */
                name?: string;
                /** @description Its build: `10.0.22631.4317`. */
                version?: string;
                /** @description The number of its edition (`OperatingSystemSKU` of WMI), its SKU family, or its name. */
                edition?: string;
            };
            software: ({
                publisher?: string | null;
                /** @description An entry without one is left out, and so is one with a text that is too long. */
                title: string;
                version?: string | null;
            } | null)[];
        };
        DeviceLink: {
            /** @description As its source names it; compared in any case, without invisible characters. */
            deviceId: string;
        };
        NewExemption: {
            /** @description Without one it is an exemption from all families. */
            familyId?: string;
            /** @description Such as “MSDN” or “cold standby”. */
            reason: string;
            /**
             * Format: date
             * @description Its last day; without one it has no end.
             */
            until?: string;
        };
        SoftwarePatch: {
            /** @description `true`: it needs a license; `false`: it is free; `null`: what is known of it says so. */
            licensable?: boolean | null;
        };
        EntitlementMapping: {
            /**
             * @description Products that count for the title beside those that the rules find. Each by product and version as `GET /entitlements` shows them, or by its `productId` alone.
             * @default []
             */
            products: (string | {
                product: string;
                /** @default  */
                version: string;
                /** @description Titles that share the product take from it by rank, then by when they were first mapped; without one, the title keeps its rank or comes last. */
                rank?: number;
            })[];
            /**
             * @description Products that must not count for it, whatever the rules find. Each by product and version as `GET /entitlements` shows them, or by its `productId` alone.
             * @default []
             */
            exclude: (string | {
                product: string;
                /** @default  */
                version: string;
            })[];
        };
        SoftwareMerge: {
            into: string;
        };
        SoftwareSplit: {
            /** @description Names as devices report them: as the title shows them, or their titles alone. At most 80, unless they are all names of a merged title that comes back. */
            rawTitles: ({
                publisher: string;
                title: string;
            } | string)[];
            /** @description The new title; without it the first of the names. */
            title?: string;
        };
        NewTitle: {
            /** @description 1-256 characters after trimming, no control characters. */
            publisher: string;
            /** @description 1-256 characters after trimming, no control characters. */
            title: string;
        };
        DecisionPreview: {
            /** @enum {string} */
            method: "PUT" | "PATCH" | "POST" | "DELETE";
            /** @description As in `/software/{titleId}/entitlement-mapping`. */
            path: string;
            body?: unknown;
        };
        WhatIf: {
            /** @description Licenses more. */
            entitlements?: components["schemas"]["AddedEntitlement"][];
            /** @description Ids of entitlements that are taken away, whole. */
            remove?: string[];
            /** @description Other policies than those of the ledger. */
            policies?: components["schemas"]["NewPositionPolicies"];
            /**
             * Format: date
             * @description The day that it would be: for ends of Software Assurance and terms of agreements. Machines, exemptions and what is reported stay as they are.
             */
            on?: string;
        };
        /** @description Licenses that are thought of: one of the three ways to name a product. */
        AddedEntitlement: {
            /** @description A product as license statements write it. */
            productFamily?: string;
            /** @description Beside `productFamily`. */
            version?: string;
            /** @description A product as titles show theirs; without a family of this one. */
            product?: {
                family?: string;
                edition?: string;
                version?: string;
            };
            /** @description A title of the family, as other agreements name theirs. */
            titleId?: string;
            /** @description Licenses. */
            quantity: number;
            softwareAssurance?: {
                /** Format: date */
                until?: string;
            };
        };
        /** @description Which rights count, for licenses that have them. */
        NewPositionPolicies: {
            /**
             * @description A license runs earlier versions of its product.
             * @default true
             */
            priorVersion: boolean;
            /**
             * @description One with Software Assurance runs newer versions.
             * @default true
             */
            softwareAssurance: boolean;
            /**
             * @description A license runs lower editions, where its terms say so.
             * @default true
             */
            lowerEdition: boolean;
        };
        NewDeclaredUse: {
            /**
             * @description The unit of what is counted.
             * @enum {string}
             */
            metric: "core" | "device" | "user" | "server" | "access";
            quantity: number;
            /**
             * Format: date
             * @description The day on which it was counted.
             */
            asOf: string;
            note?: string;
        };
        NewRecognitionLine: {
            /** @description As it reports itself, or `*` for any. */
            publisher: string;
            /** @description Its words; a `*` at the end lets any others follow. */
            title: string;
            /**
             * @description `licensed` needs a license; `subscription` one of its user or tenant; `free` and `component` (updates, runtimes, parts) need none.
             * @enum {string}
             */
            kind: "licensed" | "subscription" | "free" | "component";
            /** @description Products between which rights exist; the title alone where it is absent. */
            family?: string;
            /** @description Of the family. */
            edition?: string;
            /** @description Of the product, such as `2019`. */
            version?: string;
        };
        NewLicenseReport: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "purchase" | "installation" | "position";
            /** @description Only these groups; all when absent. */
            groupIds?: string[];
            /**
             * @default all
             * @enum {string}
             */
            agreementType: "all" | "volume" | "other";
            /**
             * @default html
             * @enum {string}
             */
            format: "html" | "csv" | "xlsx" | "json";
        };
        NewChangesReport: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "changes";
            /**
             * @description How many days ago the earlier day is.
             * @default 7
             */
            days: number;
            /**
             * @default all
             * @constant
             */
            agreementType: "all";
            /**
             * @default html
             * @enum {string}
             */
            format: "html" | "csv" | "xlsx" | "json";
        };
        NewExport: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "export";
            /** @description Only these groups; all when absent. */
            groupIds?: string[];
            /**
             * @default all
             * @enum {string}
             */
            agreementType: "all" | "volume" | "other";
        };
        NewReportSchedule: {
            /** @description 1-256 characters after trimming; none of ~ ! @ # $ ^ & * ( ) = + [ ] { } \ | ; : ' " < > /, no control characters. */
            name: string;
            /** @description What `POST /reports` takes. */
            report: components["schemas"]["NewLicenseReport"] | components["schemas"]["NewChangesReport"] | components["schemas"]["NewExport"];
            /**
             * @description Minute, hour, day, month, weekday, year, as EventBridge Scheduler takes them: `0 8 * * ? *` is every day at 8.
             * @example 0 8 ? * MON *
             */
            cron?: string;
            /**
             * @description So many minutes, hours or days, from the creation on, at least 5 minutes.
             * @example 7 days
             */
            rate?: string;
            /** @description Time zone of `cron` (IANA); by default that of the ledger. */
            timeZone?: string;
            /** @description Who gets a mail with a link to each report; whoever has that link can open it. */
            recipients?: string[];
        };
        ReportSchedulePatch: {
            /** @description 1-256 characters after trimming; none of ~ ! @ # $ ^ & * ( ) = + [ ] { } \ | ; : ' " < > /, no control characters. */
            name?: string;
            /** @description A merge patch of what `POST /reports` takes: `null` takes a field away. */
            report?: {
                [key: string]: unknown;
            };
            cron?: string | null;
            rate?: string | null;
            timeZone?: string | null;
            recipients?: string[] | null;
        };
        /** @description A note of at most 1000 characters; none when absent. */
        Acknowledgement: {
            note?: string;
        };
        /** @description A run takes no parameters. */
        NoParameters: Record<string, never>;
        VolumeAgreementListItem: {
            id: string;
            name: string;
            groupId: string;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "volume";
            /** @enum {string} */
            program?: "open-value" | "open" | "select-or-enterprise";
            pairCount: number;
            /**
             * @description No volume agreement has a product title of its own.
             * @constant
             */
            productTitle: "Not available";
        };
        OtherAgreementListItem: {
            id: string;
            name: string;
            groupId: string;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "other";
            /** @description As the catalog showed it when it was last written. */
            publisher: string;
            /** @description As the catalog showed it when it was last written. */
            productTitle: string;
            licenseCount: components["schemas"]["LicenseCount"];
            /** Format: date */
            startDate?: string;
            /** Format: date */
            endDate?: string;
        };
        /** @description RFC 9457 problem details. */
        Problem: {
            /** @description `urn:license-ledger:problem:<code>`; the code is stable. */
            type: string;
            title: string;
            status: number;
            detail: string;
            errors?: {
                /** @description RFC 6901 JSON pointer into the body. */
                pointer?: string;
                /** @description Name of a parameter or header. */
                parameter?: string;
                code: string;
                message: string;
            }[];
        };
        VolumeAgreement: {
            id: string;
            name: string;
            groupId: string;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "volume";
            /** @enum {string} */
            program?: "open-value" | "open" | "select-or-enterprise";
            pairCount: number;
            /**
             * @description No volume agreement has a product title of its own.
             * @constant
             */
            productTitle: "Not available";
            restrictions?: components["schemas"]["Restrictions"];
            /** @description The first 100; `/pairs` lists all. */
            pairs: components["schemas"]["AgreementNumberPair"][];
            /** @description What look-ups report for the pairs shown, summed by product; at most 1000. `GET /entitlements?agreementId=…` lists all, row by row. */
            entitlements: components["schemas"]["Entitlement"][];
        };
        AgreementNumberPair: {
            agreementNumber: string;
            licenseNumber: string;
            validation: components["schemas"]["PairValidation"];
        };
        PairValidation: {
            /** @enum {string} */
            status: "pending" | "valid" | "expired" | "not-found";
            /**
             * Format: date-time
             * @description When it was last looked up.
             */
            askedAt?: string;
            /**
             * Format: date-time
             * @description When it was looked up for its last good answer, or the file came that says it.
             */
            answeredAt?: string;
            /** @description Why the last look-up got no good answer. */
            error?: components["schemas"]["ValidationFault"];
            program?: string;
            organization?: string;
            startDate?: string;
            endDate?: string;
            /**
             * @description Source of the newer answer: a look-up or a contracts file. Absent until one of them has answered.
             * @enum {string}
             */
            validatedBy?: "lookup" | "file";
            stale: boolean;
        };
        ValidationFault: {
            code: string;
            message: string;
        };
        Entitlement: {
            productPool: string;
            productFamily: string;
            version: string;
            type: string;
            effectiveQuantity: number;
            activeSoftwareAssuranceQuantity: number;
        };
        OtherAgreement: {
            id: string;
            name: string;
            groupId: string;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "other";
            /** @description As the catalog showed it when it was last written. */
            publisher: string;
            /** @description As the catalog showed it when it was last written. */
            productTitle: string;
            licenseCount: components["schemas"]["LicenseCount"];
            /** Format: date */
            startDate?: string;
            /** Format: date */
            endDate?: string;
            restrictions?: components["schemas"]["Restrictions"];
            /** @description For managers only. */
            details?: string;
        };
        HistoryEntry: {
            /** Format: date-time */
            at: string;
            actor: string;
            action: string;
            before: {
                [key: string]: unknown;
            } | null;
            after: {
                [key: string]: unknown;
            } | null;
        };
        Group: {
            id: string;
            name: string;
            builtIn: boolean;
            agreementCount: number;
            /**
             * @description Its agreements are being moved to `unassigned`.
             * @constant
             */
            deleting?: true;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        Move: {
            id: string;
            /** @description The group that agreements move to. */
            groupId: string;
            choice: components["schemas"]["AgreementChoice"];
            actor: string;
            /** @enum {string} */
            status: "running" | "completed" | "failed" | "cancelled";
            /** @description How many the choice finds; absent until they are counted. */
            total?: number;
            error?: {
                code: string;
                message: string;
            };
            /** Format: date-time */
            finishedAt?: string;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            counts: {
                moved: number;
                /** @description They were in the group already. */
                unchanged: number;
            };
        };
        Import: {
            id: string;
            /**
             * @description Absent when the place of the file names none.
             * @enum {string}
             */
            kind?: "agreements" | "other-agreements" | "inventory" | "device-facts" | "catalog" | "recognition" | "entitlements";
            fileName: string;
            /** @enum {string} */
            trigger: "api" | "drop";
            /** @enum {string} */
            status: "awaiting-upload" | "queued" | "processing" | "completed" | "rejected" | "failed" | "cancelled" | "superseded" | "undone";
            /** @enum {string} */
            onError: "reject" | "skip";
            dryRun: boolean;
            /** @enum {string} */
            program?: "open-value" | "open" | "select-or-enterprise";
            /** @description Name of the group that the folder names. */
            group?: string;
            /** @description Group of the agreements that the import creates. */
            groupId?: string;
            /**
             * @description What a file of Microsoft was recognized as.
             * @enum {string}
             */
            layout?: "license-summary" | "license-statement" | "subscriptions" | "contracts";
            /** @description What the inventory file was recognized as. */
            source?: string;
            deviceId?: string;
            reportedAt?: string;
            /** @description The first 100. */
            errors: components["schemas"]["ImportError"][];
            /** @description What looks wrong or unusual and was imported: the first 10. */
            warnings?: components["schemas"]["ImportError"][];
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: date-time */
            finishedAt?: string;
            counts: components["schemas"]["ImportCounts"];
            /** @description In lines. */
            progress: {
                done: number;
                total: number;
            };
            /** @description Who uploaded, dropped or committed it. */
            by?: string;
            /**
             * Format: uri
             * @description All errors as CSV, for managers; the link is good for 15 minutes.
             */
            errorReportUrl?: string;
            undo?: components["schemas"]["ImportUndo"];
            /** Format: date-time */
            startedAt: string;
        };
        ImportError: {
            line?: number;
            column?: number;
            code: string;
            /** @description Names what is wrong to managers, and only place and code to others. */
            message: string;
            /** @description The line as it was read, for managers. */
            text?: string;
        };
        ImportCounts: {
            rows: number;
            created: number;
            updated: number;
            unchanged: number;
            rejected: number;
            skipped: number;
        };
        ImportUndo: {
            /** @enum {string} */
            status: "running" | "done" | "failed";
            /** @description Agreements deleted. */
            agreements: number;
            /**
             * @description Other agreements, recognition lines, contracts and devices with facts that got back what they had, if they had anything.
             * @default 0
             */
            restored: number;
            /** @description Pairs taken out of agreements that stay. */
            pairs: number;
            /** @description Agreements, recognition lines, contracts and facts of devices left as they are. */
            left: number;
            /** @description The first 100 of those left, and why. */
            leftItems: components["schemas"]["ImportError"][];
            /**
             * Format: uri
             * @description All of them as CSV, for managers; the link is good for 15 minutes.
             */
            leftReportUrl?: string;
        };
        UploadForm: {
            /** Format: uri */
            url: string;
            fields: {
                [key: string]: string;
            };
            /** Format: date-time */
            expiresAt: string;
        };
        RecognizedFile: {
            /** @description As `POST /imports` takes it; null when it is not recognized. */
            kind: string | null;
            /** @description Which of the layouts of this kind. */
            layout: string | null;
            /**
             * @description high: headings say it. medium: what stands in the rows. low: not recognized, or another kind is as likely.
             * @enum {string}
             */
            confidence: "high" | "medium" | "low";
            /** @description Why, in a sentence. It may quote headings of the file. */
            reason: string;
            /** @description Headings that the nearest layout lacks, or options that the import needs. */
            missing: string[];
            /** @description false: no kind can read the file, and `reason` says why. Choosing a kind does not help. */
            isReadable: boolean;
        };
        Refresh: {
            id: string;
            /** @enum {string} */
            trigger: "manual" | "scheduled" | "new-pairs";
            /** @enum {string} */
            status: "queued" | "running" | "completed" | "partial" | "failed" | "cancelled";
            /** @description Calls of the gateway so far. */
            calls: number;
            /** @description The import whose new pairs it asks about. */
            importId?: string;
            /** @description Why some or all pairs got no good answer. */
            error?: components["schemas"]["ValidationFault"];
            /** Format: date-time */
            finishedAt?: string;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            scope: {
                /** @enum {string} */
                type: "all" | "group" | "pairs";
                groupId?: string;
            };
            counts: components["schemas"]["RefreshCounts"];
            /** @description In pairs. */
            progress: {
                done: number;
                total: number;
            };
            /**
             * Format: date-time
             * @description The gateway asked to be left alone until then.
             */
            waitsUntil?: string;
            /** Format: date-time */
            startedAt: string;
        };
        RefreshCounts: {
            pairs: number;
            valid: number;
            expired: number;
            notFound: number;
            failed: number;
        };
        GraphRun: {
            id: string;
            /** @enum {string} */
            trigger: "manual" | "scheduled";
            /** @enum {string} */
            status: "queued" | "running" | "completed" | "partial" | "failed" | "cancelled";
            /** @description Why something was not read, or not in full. */
            errors: {
                /** @enum {string} */
                part?: "subscriptions" | "software";
                code: string;
                message: string;
            }[];
            /** Format: date-time */
            finishedAt?: string;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            counts: {
                /** @description Plans that the tenant has. */
                plans: number;
                /** @description Of these, free ones and those that are not for users. */
                plansLeftOut: number;
                /** @description Users whose licenses were counted. */
                users: number;
                /** @description PCs with Windows that Intune heard of lately. */
                devices: number;
                /** @description Of these, PCs whose software nobody knows. */
                devicesWithoutSoftware: number;
            };
            parts: {
                /** @enum {string} */
                part: "subscriptions" | "software";
                /** @enum {string} */
                status: "waiting" | "imported" | "failed" | "skipped";
                /** @description The import of what was read: `GET /imports/{importId}`. */
                importId?: string;
            }[];
            /**
             * Format: uri
             * @description PCs whose software nobody knows, as CSV; the link is good for 15 minutes, the file for 30 days.
             */
            withoutSoftwareUrl?: string;
            /** @description In parts. */
            progress: {
                done: number;
                total: number;
            };
            /**
             * Format: date-time
             * @description Graph asked to be left alone until then.
             */
            waitsUntil?: string;
            /** Format: date-time */
            startedAt: string;
        };
        EntitlementRow: {
            id: string;
            /** @description The same for all rows of one product, however they write it. */
            productId: string;
            /** @description The product family, as it was sent. */
            product: string;
            version: string;
            productPool: string;
            type: string;
            /** @description Effective quantity: the only one that counts. */
            quantity: number;
            activeSoftwareAssuranceQuantity: number;
            upgradeQuantity?: number;
            /** @description Of a subscription: licenses that users have. */
            assignedQuantity?: number;
            /** @description Of a subscription: licenses that have run out. */
            expiredQuantity?: number;
            /** @description Of a subscription: licenses whose term is over and that still count for a while, of `quantity`. */
            graceQuantity?: number;
            /** @description Of a subscription: licenses that disabled accounts have, of those assigned. */
            disabledQuantity?: number;
            /**
             * Format: date
             * @description Of a subscription: when it ends or is renewed.
             */
            endDate?: string;
            /** @enum {string} */
            source: "vlsc" | "license-summary" | "license-statement" | "subscriptions";
            /** @description The pair whose answer it is; expired ones count what is still reported. */
            pair?: {
                agreementNumber: string;
                licenseNumber: string;
                /** @enum {string} */
                status: "pending" | "valid" | "expired" | "not-found";
            };
            agreementId?: string;
            /** @description Of a row of a statement; absent when it speaks for the whole organization. */
            licenseId?: string;
            importId?: string;
            counted: boolean;
            /**
             * @description Why it does not count.
             * @enum {string}
             */
            notCounted?: "no-such-pair" | "pair-answers-itself" | "pairs-report-product" | "newer-file" | "of-users";
            /** @description It has found its software titles. */
            matched: boolean;
            /** @description In the order in which they share the product. */
            matchedTitles: {
                id: string;
                publisher: string;
                title: string;
                /** @description Its share of what counts of the product, of all rows together. */
                quantity: number;
            }[];
            /** @description Who found the titles of a matched row. */
            match?: {
                /** @enum {string} */
                by: "rule" | "manager";
                /** @description How sure the rule is, 0 to 1. */
                score?: number;
                reason?: string;
            };
            /** @description What counts of it and no machine requires, by any right. Absent for users and access. */
            surplus?: number;
            /**
             * @description `no-title` has its product, `no-such-pair` its License ID, `several-titles` can be meant, it is `not-installed` or `not-measured` (access licenses), or only adds to another license (`step-up`).
             * @enum {string}
             */
            unmatched?: "no-title" | "no-such-pair" | "several-titles" | "not-installed" | "not-measured" | "step-up";
            /** @description Of an unmatched row whose product has no titles: what it may be a license for, the best first. */
            candidates?: {
                id: string;
                publisher: string;
                title: string;
                score: number;
                reason: string;
            }[];
            /**
             * Format: date-time
             * @description Since when it is reported so.
             */
            reportedAt: string;
            /** @description The family in whose position its licenses are; absent when it has none. */
            family?: {
                id: string;
                name: string;
                /** @enum {string} */
                status: "under-licensed" | "unlicensed" | "needs-data" | "licensed" | "unused" | "not-measured";
            };
        };
        CalendarItem: {
            /**
             * Format: date
             * @description Its last day.
             */
            date: string;
            /**
             * @description `agreement`: an other agreement; `pair`: an agreement number pair; `software-assurance`: of licenses, which ends with their pair; `subscription`: is renewed then, or ends.
             * @enum {string}
             */
            kind: "agreement" | "pair" | "software-assurance" | "subscription";
            /** @description Of the agreement or product, or the numbers of the pair. */
            name: string;
            publisher?: string;
            product?: string;
            /** @description Licenses, in units of their metric; `unlimited`: a site license. A pair has none. */
            quantity?: number | "unlimited";
            familyId?: string;
            agreementId?: string;
            agreementName?: string;
            agreementNumber?: string;
            licenseNumber?: string;
        };
        Overview: {
            /** @description A Windows device has reported. Informs, and apart from `no-inventory` forbids nothing. */
            workspaceReady: boolean;
            /** @description Managed devices that count, linked ones once. */
            deviceCount: number;
            /** @description Whether all PCs have sent their software, as of the last run of the connector; null without one. */
            managedDevices: components["schemas"]["InventoryCompleteness"] | null;
            /** @description Agreements by type, as of now. */
            agreementCounts: {
                volume: number;
                other: number;
            };
            /** @description License groups, `unassigned` not counted, as of now. */
            groupCount: number;
            /** @description Agreement number pairs, by what the newer of look-up and contracts file says. */
            pairValidation: {
                pending: number;
                valid: number;
                expired: number;
                notFound: number;
            };
            /** @description The last run by hand or by schedule that has ended; null when there was none. */
            lastRefresh: components["schemas"]["Refresh"] | null;
            /** @description The answer of some pair is too old or missing, or a pair was added or removed and that is not looked up yet. */
            stale: boolean;
            /** @description Other agreements, volume agreements by the first of their pairs, and subscriptions whose last day is one of the next 90, or today, in the time zone of the ledger: soonest first, at most 10. `GET /calendar` has all. */
            expiringAgreements: {
                /** @enum {string} */
                kind: "agreement" | "pair" | "subscription";
                /** @description Of the agreement; absent for a subscription. */
                id?: string;
                name: string;
                /** Format: date */
                endDate: string;
                familyId?: string;
            }[];
            families: components["schemas"]["FamilyCounts"];
            /** @description Families that require more licenses than they have, at most 10: `under-licensed`, then `unlicensed`, each largest first. */
            shortfalls: components["schemas"]["FamilyInShort"][];
            /** @description Families with licenses that nothing requires, at most 10, the largest first. */
            surpluses: components["schemas"]["FamilyInShort"][];
            /** @description When the facts that it follows from began to be read; null before the first snapshot. */
            asOf: string | null;
            /** @description When the facts of devices were read. */
            devicesAsOf: string | null;
            /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
            pending: boolean;
            notice: string;
        };
        InventoryCompleteness: {
            /** @description PCs that Intune heard of lately. */
            known: number;
            /** @description Of these, those whose software is known. */
            reported: number;
            /** Format: date-time */
            asOf: string;
        };
        /** @description Families of products, by status. */
        FamilyCounts: {
            underLicensed: number;
            unlicensed: number;
            licensed: number;
            unused: number;
            needsData: number;
            notMeasured: number;
        };
        FamilyInShort: {
            familyId: string;
            publisher: string;
            name: string;
            /** @enum {string} */
            metric: "core" | "device" | "user" | "server" | "access";
            /** @description Units of the metric that count today, without those of site licenses. */
            owned: number;
            /** @description It has a site license. */
            unlimited: boolean;
            required: number;
            shortfall: number;
            surplus: number;
            /** @enum {string} */
            status: "under-licensed" | "unlicensed" | "needs-data" | "licensed" | "unused" | "not-measured";
        };
        SkippedSoftware: {
            skipped: {
                pointer: string;
                code: string;
                message: string;
            }[];
        };
        DeviceListItem: {
            id: string;
            name: string;
            /** @description What reported it last: `api`, or the kind of inventory file. */
            source: string;
            /** Format: date-time */
            reportedAt: string;
            /** @description False when it was not seen for too long: it comes back with its next report. */
            counted: boolean;
            /** @description Programs that it reports, each version of one by itself. */
            softwareCount: number;
            /** @description Another name under which the id reports: two machines seem to share it, and count as one. */
            otherName?: {
                name: string;
                /** Format: date-time */
                reportedAt: string;
            };
            /** @description The device with which it counts once. */
            linkedTo?: string;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        Device: {
            id: string;
            name: string;
            /** @description What reported it last: `api`, or the kind of inventory file. */
            source: string;
            /** Format: date-time */
            reportedAt: string;
            /** @description False when it was not seen for too long: it comes back with its next report. */
            counted: boolean;
            /** @description Programs that it reports, each version of one by itself. */
            softwareCount: number;
            /** @description Another name under which the id reports: two machines seem to share it, and count as one. */
            otherName?: {
                name: string;
                /** Format: date-time */
                reportedAt: string;
            };
            /** @description The device with which it counts once. */
            linkedTo?: string;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description Devices that count once together with this one. */
            linkedDevices: string[];
            /** @description Devices of the same name that are not linked with it; at most ten. */
            possibleDuplicates: {
                id: string;
                source: string;
                /** Format: date-time */
                reportedAt: string;
            }[];
            software: {
                publisher: string;
                title: string;
                version: string;
                titleId: string;
                /**
                 * @description Of its title; absent before the first snapshot that has it.
                 * @enum {string}
                 */
                kind?: "licensed" | "subscription" | "free" | "component" | "unknown";
                /** @description The family in whose position it counts, if any. */
                familyId?: string;
                family?: string;
            }[];
            /** @description What files of device facts say of it. */
            facts?: {
                cores?: number;
                processors?: number;
                virtual?: boolean;
                products: {
                    publisher: string;
                    product: string;
                    titleId: string;
                    edition?: string;
                }[];
                /** Format: date-time */
                updatedAt: string;
            };
            /** @description Whether its primary user has a plan of Microsoft 365 that covers it, as Microsoft Graph says; absent when nothing of that is known. Nothing of the user is kept. */
            coveredBySubscription?: {
                /**
                 * @description Microsoft 365 Apps.
                 * @enum {string}
                 */
                apps: "yes" | "no" | "unknown";
                /** @enum {string} */
                visio: "yes" | "no" | "unknown";
                /** @enum {string} */
                project: "yes" | "no" | "unknown";
                /** @enum {string} */
                "windows-enterprise": "yes" | "no" | "unknown";
            };
        };
        Exemption: {
            /** @description As its source names it; compared in any case, without invisible characters. */
            deviceId: string;
            deviceName: string;
            /** @description Without one it is an exemption from all families. */
            familyId?: string;
            /** @description Such as “MSDN” or “cold standby”. */
            reason: string;
            /**
             * Format: date
             * @description Its last day; without one it has no end.
             */
            until?: string;
            /** @description Its last day is over: the machine counts again. */
            ended: boolean;
            version: number;
            by: string;
            /** Format: date-time */
            at: string;
        };
        SoftwareListItem: {
            id: string;
            publisher: string;
            title: string;
            /**
             * @description `licensed` and `subscription` need a license, `free` and `component` none; of an `unknown` one nobody knows it yet.
             * @enum {string}
             */
            kind: "licensed" | "subscription" | "free" | "component" | "unknown";
            /** @description The family in whose position it counts: `GET /families/{familyId}`. Absent when none has it. */
            familyId?: string;
            /** @description Which product it is recognized as. Names of one product are one title. */
            product?: {
                familyId: string;
                family: string;
                /** @description `?`: the name does not tell it. */
                edition?: string;
                version?: string;
            };
            /** @description The data line or pattern that says of which kind it is, or `manager`; absent while it is `unknown`. */
            recognizedBy?: string;
            /** @description Neither free nor a component. */
            licensable: boolean;
            /** @description Current devices that have it, each once, however many versions. */
            installedCount: number;
            /** @description Licenses that count for it today, without those of site licenses. */
            entitledCount: number;
            /** @description It has a site license, which covers any need. */
            unlimited: boolean;
            /** @description Entitled less installed; null with a site license. */
            difference: number | null;
            /** @enum {string} */
            status: "short" | "no-entitlement" | "covered" | "unused" | "absent" | "needs-data" | "not-measured" | "free" | "component" | "unknown";
            /** @description `expired-pairs`: some licenses come from expired pairs; `shared-quantity`: other titles share some of them; `stale-data`: some look-ups are too old. */
            flags: ("expired-pairs" | "shared-quantity" | "stale-data")[];
            /** @description Rises with each decision of a manager about it. */
            version: number;
        };
        Software: {
            id: string;
            publisher: string;
            title: string;
            /**
             * @description `licensed` and `subscription` need a license, `free` and `component` none; of an `unknown` one nobody knows it yet.
             * @enum {string}
             */
            kind: "licensed" | "subscription" | "free" | "component" | "unknown";
            /** @description The family in whose position it counts: `GET /families/{familyId}`. Absent when none has it. */
            familyId?: string;
            /** @description Which product it is recognized as. Names of one product are one title. */
            product?: {
                familyId: string;
                family: string;
                /** @description `?`: the name does not tell it. */
                edition?: string;
                version?: string;
            };
            /** @description The data line or pattern that says of which kind it is, or `manager`; absent while it is `unknown`. */
            recognizedBy?: string;
            /** @description Neither free nor a component. */
            licensable: boolean;
            /** @description Current devices that have it, each once, however many versions. */
            installedCount: number;
            /** @description Licenses that count for it today, without those of site licenses. */
            entitledCount: number;
            /** @description It has a site license, which covers any need. */
            unlimited: boolean;
            /** @description Entitled less installed; null with a site license. */
            difference: number | null;
            /** @enum {string} */
            status: "short" | "no-entitlement" | "covered" | "unused" | "absent" | "needs-data" | "not-measured" | "free" | "component" | "unknown";
            /** @description `expired-pairs`: some licenses come from expired pairs; `shared-quantity`: other titles share some of them; `stale-data`: some look-ups are too old. */
            flags: ("expired-pairs" | "shared-quantity" | "stale-data")[];
            /** @description Rises with each decision of a manager about it. */
            version: number;
            /** @enum {string} */
            licensableBy: "rule" | "manager";
            /** @description Units of the metric of its family that its requirements take. */
            requiredCount: number;
            /** @description Of these, those that nothing meets. */
            openCount: number;
            /** @description Machines of which nobody knows whether it requires a license there. */
            needsDataCount: number;
            /** @description Products that a manager added to those that the rules find, and those that must not count for it. */
            mapping?: {
                products: {
                    id: string;
                    product: string;
                    version: string;
                    rank: number;
                }[];
                exclude: {
                    id: string;
                    product: string;
                    version: string;
                }[];
            };
            /** @description The names under which devices report it. */
            rawTitles: components["schemas"]["RawTitle"][];
            /** @description Devices that `versions` were counted on: at most 100. `GET /software/{titleId}/devices` lists all. */
            versionsOf?: number;
            /** @description Where the title is read by itself. */
            entitlements?: components["schemas"]["Explanation"];
            /**
             * Format: date-time
             * @description When its first name was reported, or it was added to the catalog.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When a manager last decided about it.
             */
            updatedAt: string;
            /** @description When the facts that it follows from began to be read; null before the first snapshot. */
            asOf: string | null;
            /** @description When the facts of devices were read. */
            devicesAsOf: string | null;
            /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
            pending: boolean;
        };
        /** @description A name of software as devices report it. */
        RawTitle: {
            publisher: string;
            title: string;
            /** @description Where the title is read by itself. */
            versions?: {
                version: string;
                /** @description Devices that have it, of those that were looked at. */
                devices: number;
            }[];
        };
        /** @description `agreementQuantity` and the `quantity` of each product add up to `entitledCount`. */
        Explanation: {
            /** @description The first 100 other agreements; `GET /software/{titleId}/agreements` lists all. */
            agreements: components["schemas"]["ClaimingAgreement"][];
            agreementCount: number;
            /** @description Licenses of all agreements that are in their term today, without site licenses. */
            agreementQuantity: number;
            products: components["schemas"]["ProductShare"][];
        };
        ClaimingAgreement: {
            id: string;
            name: string;
            licenseCount: number | "unlimited";
            /** Format: date */
            startDate?: string;
            /** Format: date */
            endDate?: string;
            /** @description Today lies in its term. */
            counted: boolean;
        };
        ProductShare: {
            id: string;
            product: string;
            version: string;
            /** @description What counts of the product: the sum of its rows with `counted`. */
            owned: number;
            /** @description What of it counts for this title. */
            quantity: number;
            /**
             * @description Who says that the product is for this title.
             * @enum {string}
             */
            by: "manager" | "rule";
            /** @description How sure the rule is, 0 to 1. */
            score?: number;
            reason?: string;
            sharedWith: {
                id: string;
                title: string;
                quantity: number;
            }[];
            /** @description The first rows that report it; `GET /entitlements?productId=…` lists all. */
            rows: components["schemas"]["EntitlementRow"][];
            hasMoreRows: boolean;
        };
        InstalledOn: {
            id: string;
            name: string;
            /** Format: date-time */
            reportedAt: string;
            /** @description What of the title the device and those that are linked to it report. */
            installed: {
                publisher: string;
                title: string;
                version: string;
            }[];
        };
        PositionDay: {
            /**
             * Format: date
             * @description In the time zone of the ledger.
             */
            date: string;
            /** @description Current devices that have it, each once, however many versions. */
            installedCount: number;
            /** @description Licenses that count for it today, without those of site licenses. */
            entitledCount: number;
            /** @description It has a site license, which covers any need. */
            unlimited: boolean;
            /** @description Entitled less installed; null with a site license. */
            difference: number | null;
        };
        CatalogPublisher: {
            name: string;
        };
        CatalogTitle: {
            id: string;
            title: string;
            publisher: string;
            licensable: boolean;
        };
        Decision: {
            id: string;
            /**
             * @description Of what is open; of a settled one what was decided.
             * @enum {string}
             */
            kind: "unknown-title" | "product-without-title" | "title-without-edition" | "machines-without-data" | "duplicate-devices" | "title-kind" | "merge" | "split" | "mapping" | "link" | "recognition-line" | "exemption" | "position-policies" | "declared-use";
            subject?: {
                titleId: string;
                publisher: string;
                title: string;
            } | {
                productId: string;
                product: string;
                version: string;
            } | {
                deviceId: string;
                familyId?: string;
            } | {
                familyId: string;
                /** @enum {string} */
                metric: "core" | "device" | "user" | "server" | "access";
            } | {
                devices: {
                    deviceId: string;
                    name: string;
                }[];
            };
            reason: string;
            /** @description Machines that it is about. */
            machines?: number;
            /** @description Licenses that it is about. */
            quantity?: number;
            /** @description Titles that may be meant, the likeliest first. */
            candidates?: {
                titleId: string;
                publisher: string;
                title: string;
                score: number;
                reason: string;
            }[];
            /** @description What settles it. */
            actions?: components["schemas"]["DecisionAction"][];
            /** Format: date-time */
            settledAt?: string;
            settledBy?: string;
            /** @description What takes it back. */
            undo?: components["schemas"]["DecisionAction"];
        };
        /** @description A request that a manager can send as it is. */
        DecisionAction: {
            label: string;
            /** @enum {string} */
            method: "PUT" | "PATCH" | "POST" | "DELETE";
            path: string;
            body?: {
                [key: string]: unknown;
            };
        };
        PreviewedChanges: {
            items: {
                titleId: string;
                publisher: string;
                title: string;
                /** @description Null for a title that does not exist yet. */
                before: {
                    installedCount: number;
                    entitledCount: number;
                    unlimited: boolean;
                    difference: number | null;
                    /** @enum {string} */
                    status: "short" | "no-entitlement" | "covered" | "unused" | "absent" | "needs-data" | "not-measured" | "free" | "component" | "unknown";
                } | null;
                /** @description Null for a title that would be gone. */
                after: {
                    installedCount: number;
                    entitledCount: number;
                    unlimited: boolean;
                    difference: number | null;
                    /** @enum {string} */
                    status: "short" | "no-entitlement" | "covered" | "unused" | "absent" | "needs-data" | "not-measured" | "free" | "component" | "unknown";
                } | null;
            }[];
            /** @description Titles that would change; the first 100 are shown, largest change first. */
            count: number;
            families: {
                familyId: string;
                publisher: string;
                name: string;
                /** @description Null for a family that does not exist yet. */
                before: components["schemas"]["FamilyFigures"] | null;
                /** @description Null for a family that would be gone. */
                after: components["schemas"]["FamilyFigures"] | null;
            }[];
            /** @description Families that would change; the first 100 are shown, largest change of shortfall first. */
            familyCount: number;
        };
        FamilyFigures: {
            /**
             * @description The unit of what is owned and required: never added up with another one.
             * @enum {string}
             */
            metric: "core" | "device" | "user" | "server" | "access";
            /** @description Licenses that count today, without those of site licenses. */
            owned: number;
            /** @description Some license is a site license. */
            unlimited: boolean;
            /** @description What machines require: `covered` and `shortfall` together. */
            required: number;
            covered: number;
            /** @description Requirements that nothing meets. */
            shortfall: number;
            /** @description Licenses that nothing requires. */
            surplus: number;
            /** @description Installs of which nobody knows what they require. */
            needsData: number;
            /** @description Installs on machines that are exempt. */
            exempt: number;
            /** @enum {string} */
            status: "under-licensed" | "unlicensed" | "needs-data" | "licensed" | "unused" | "not-measured";
            /** @description Requirements that rest on each right. One may rest on several of them. */
            byRight: {
                [key: string]: number;
            };
            /** @description Titles on machines, and where they went: `total` is the sum of the others up to `required`. The last two say more of subscriptions. */
            installs: {
                total: number;
                freeOrComponent: number;
                sameMachine: number;
                /** @description A plan of the user of the machine lets it run them. */
                coveredBySubscription: number;
                exempt: number;
                needsData: number;
                required: number;
                /** @description Subscriptions on machines whose user has no plan for them: `required`, or `exempt`. */
                withoutPlan: number;
                /** @description Subscriptions on machines of whose user nobody knows whether it has a plan: not in `total`. */
                planUnknown: number;
            };
            /** @description `end-unknown`: some use rests on Software Assurance whose end nobody knows; `not-proven`: the search for the best coverage ended at its limit. */
            flags: ("end-unknown" | "not-proven")[];
        };
        WhatIfAnswer: {
            /** @description As the snapshot has them. */
            before: components["schemas"]["FamilyFigures"];
            after: components["schemas"]["FamilyFigures"];
            /** @description In other metrics, after it. */
            others: components["schemas"]["OtherPosition"][];
            /** @description What is added, as it is read, with how much is in use. */
            added: components["schemas"]["FamilyEntitlement"][];
            /** @description After it; the first 1000. */
            coverage: components["schemas"]["FamilyCoverage"][];
            coverageCount: number;
            /** @description When the facts that it follows from began to be read; null before the first snapshot. */
            asOf: string | null;
            /** @description When the facts of devices were read. */
            devicesAsOf: string | null;
            /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
            pending: boolean;
        };
        /** @description In a metric of its own: what no inventory measures, and licenses for servers where cores count. */
        OtherPosition: {
            /** @enum {string} */
            metric: "core" | "device" | "user" | "server" | "access";
            owned: number;
            /** @description Absent when nobody says it. */
            used?: number;
            /**
             * @description Absent of what machines use.
             * @enum {string}
             */
            usedBy?: "assigned" | "declared";
            shortfall: number;
            surplus: number;
        };
        FamilyEntitlement: {
            id: string;
            /** @description As its source writes it. */
            name: string;
            /** @description As which it is read; absent when its name says no product. */
            product?: {
                family: string;
                edition?: string;
                version?: string;
            };
            /** @enum {string} */
            metric: "core" | "device" | "user" | "server" | "access";
            /** @description Units of the metric that count today. */
            quantity: number | "unlimited";
            /** @description Of these, in use. */
            used: number;
            /** @description Of a subscription, to users. */
            assigned?: number;
            counted: boolean;
            /** @description Why it does not count. */
            notCounted?: string;
            /** @description It lifts licenses of a lower edition, which it uses up. */
            stepUp: boolean;
            /** @description Absent without; without `until` nobody knows its end. */
            softwareAssurance?: {
                /** Format: date */
                until?: string;
            };
            /** @description It has the rights of volume licenses. */
            volume: boolean;
            /** @description Rights that its agreement forbids. */
            restrictions: ("exact" | "renamed" | "suite" | "prior-version" | "software-assurance" | "lower-edition" | "manager")[];
            source: string;
            agreementId?: string;
            agreementNumber?: string;
            licenseNumber?: string;
            /** @description `GET /entitlements?productId=…` lists what reports it. */
            productId?: string;
            /** Format: date */
            startDate?: string;
            /** Format: date */
            endDate?: string;
        };
        /** @description Which entitlement meets which requirement, by which rights. */
        FamilyCoverage: {
            entitlementId: string;
            rights: ("exact" | "renamed" | "suite" | "prior-version" | "software-assurance" | "lower-edition" | "manager")[];
            combinationId: string;
            titleId: string;
            /** @description Units that are required. */
            quantity: number;
            flags: "end-unknown"[];
        };
        FamilyItem: {
            id: string;
            publisher: string;
            name: string;
            /**
             * @description The unit of what is owned and required: never added up with another one.
             * @enum {string}
             */
            metric: "core" | "device" | "user" | "server" | "access";
            /** @description Licenses that count today, without those of site licenses. */
            owned: number;
            /** @description Some license is a site license. */
            unlimited: boolean;
            /** @description What machines require: `covered` and `shortfall` together. */
            required: number;
            covered: number;
            /** @description Requirements that nothing meets. */
            shortfall: number;
            /** @description Licenses that nothing requires. */
            surplus: number;
            /** @description Installs of which nobody knows what they require. */
            needsData: number;
            /** @description Installs on machines that are exempt. */
            exempt: number;
            /** @enum {string} */
            status: "under-licensed" | "unlicensed" | "needs-data" | "licensed" | "unused" | "not-measured";
            /** @description Requirements that rest on each right. One may rest on several of them. */
            byRight: {
                [key: string]: number;
            };
            /** @description Titles on machines, and where they went: `total` is the sum of the others up to `required`. The last two say more of subscriptions. */
            installs: {
                total: number;
                freeOrComponent: number;
                sameMachine: number;
                /** @description A plan of the user of the machine lets it run them. */
                coveredBySubscription: number;
                exempt: number;
                needsData: number;
                required: number;
                /** @description Subscriptions on machines whose user has no plan for them: `required`, or `exempt`. */
                withoutPlan: number;
                /** @description Subscriptions on machines of whose user nobody knows whether it has a plan: not in `total`. */
                planUnknown: number;
            };
            /** @description `end-unknown`: some use rests on Software Assurance whose end nobody knows; `not-proven`: the search for the best coverage ended at its limit. */
            flags: ("end-unknown" | "not-proven")[];
        };
        Family: {
            id: string;
            publisher: string;
            name: string;
            /**
             * @description The unit of what is owned and required: never added up with another one.
             * @enum {string}
             */
            metric: "core" | "device" | "user" | "server" | "access";
            /** @description Licenses that count today, without those of site licenses. */
            owned: number;
            /** @description Some license is a site license. */
            unlimited: boolean;
            /** @description What machines require: `covered` and `shortfall` together. */
            required: number;
            covered: number;
            /** @description Requirements that nothing meets. */
            shortfall: number;
            /** @description Licenses that nothing requires. */
            surplus: number;
            /** @description Installs of which nobody knows what they require. */
            needsData: number;
            /** @description Installs on machines that are exempt. */
            exempt: number;
            /** @enum {string} */
            status: "under-licensed" | "unlicensed" | "needs-data" | "licensed" | "unused" | "not-measured";
            /** @description Requirements that rest on each right. One may rest on several of them. */
            byRight: {
                [key: string]: number;
            };
            /** @description Titles on machines, and where they went: `total` is the sum of the others up to `required`. The last two say more of subscriptions. */
            installs: {
                total: number;
                freeOrComponent: number;
                sameMachine: number;
                /** @description A plan of the user of the machine lets it run them. */
                coveredBySubscription: number;
                exempt: number;
                needsData: number;
                required: number;
                /** @description Subscriptions on machines whose user has no plan for them: `required`, or `exempt`. */
                withoutPlan: number;
                /** @description Subscriptions on machines of whose user nobody knows whether it has a plan: not in `total`. */
                planUnknown: number;
            };
            /** @description `end-unknown`: some use rests on Software Assurance whose end nobody knows; `not-proven`: the search for the best coverage ended at its limit. */
            flags: ("end-unknown" | "not-proven")[];
            others: components["schemas"]["OtherPosition"][];
            exemptMachines: number;
            /** @description The policies of the ledger as they are now. */
            policies: {
                priorVersion: boolean;
                softwareAssurance: boolean;
                lowerEdition: boolean;
            };
            /** @description The first 200; `GET /software?familyId=…` lists all. */
            products: components["schemas"]["FamilyProduct"][];
            productCount: number;
            /** @description The first 200; `GET /families/{familyId}/entitlements` lists all. */
            entitlements: components["schemas"]["FamilyEntitlement"][];
            entitlementCount: number;
            /** @description The first 200; `GET /families/{familyId}/combinations` lists all. */
            combinations: components["schemas"]["FamilyCombination"][];
            combinationCount: number;
            /** @description The first 200; `GET /families/{familyId}/coverage` lists all. */
            coverage: components["schemas"]["FamilyCoverage"][];
            coverageCount: number;
            /** @description When the facts that it follows from began to be read; null before the first snapshot. */
            asOf: string | null;
            /** @description When the facts of devices were read. */
            devicesAsOf: string | null;
            /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
            pending: boolean;
        };
        FamilyProduct: {
            titleId: string;
            title: string;
            /** @enum {string} */
            kind: "licensed" | "subscription" | "free" | "component" | "unknown";
            product?: {
                family: string;
                edition?: string;
                version?: string;
            };
            installed: number;
            /** @description Units that its requirements take, on all machines. */
            required: number;
            /** @description Of these, those that nothing meets. */
            open: number;
            /** @description Machines of which nobody knows whether it requires a license there. */
            needsData: number;
            /** @enum {string} */
            status: "short" | "no-entitlement" | "covered" | "unused" | "absent" | "needs-data" | "not-measured" | "free" | "component" | "unknown";
        };
        /** @description Machines that need the same in a family. */
        FamilyCombination: {
            id: string;
            /** @description Titles that need a license there. */
            titles: {
                titleId: string;
                title: string;
            }[];
            /** @enum {string} */
            state: "required" | "needs-data" | "exempt" | "nothing";
            /**
             * @description What nobody knows: the edition, the cores, or the host of a virtual machine.
             * @enum {string}
             */
            missing?: "edition" | "cores" | "host";
            /** @description Units that each requirement takes on a machine: cores, else 1. */
            units: number;
            machines: number;
            /** @description Machines all of whose requirements are met. */
            complete: number;
        };
        FamilyDevice: {
            id: string;
            name: string;
            seenAt: string;
            /**
             * @description `covered`: all its requirements are met.
             * @enum {string}
             */
            status: "open" | "covered" | "needs-data" | "exempt";
            combinationId: string;
            /** @description Titles that need a license there. */
            titles: {
                titleId: string;
                title: string;
            }[];
            /**
             * @description What nobody knows: the edition, the cores, or the host of a virtual machine.
             * @enum {string}
             */
            missing?: "edition" | "cores" | "host";
        };
        FamilyDay: {
            /**
             * Format: date
             * @description In the time zone of the ledger.
             */
            date: string;
            /** @description Licenses that count today, without those of site licenses. */
            owned: number;
            /** @description Some license is a site license. */
            unlimited: boolean;
            /** @description What machines require: `covered` and `shortfall` together. */
            required: number;
            covered: number;
            /** @description Requirements that nothing meets. */
            shortfall: number;
            /** @description Licenses that nothing requires. */
            surplus: number;
            /** @description Installs of which nobody knows what they require. */
            needsData: number;
            /** @description Installs on machines that are exempt. */
            exempt: number;
        };
        Trend: {
            /** @description The first day that `asOf` and `from` of other routes may name; null before the first snapshot. */
            firstDay: string | null;
            /** @description Newest first: today so far, then the ends of days. */
            items: components["schemas"]["TrendDay"][];
            /** @description When the facts that it follows from began to be read; null before the first snapshot. */
            asOf: string | null;
            /** @description When the facts of devices were read. */
            devicesAsOf: string | null;
            /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
            pending: boolean;
        };
        /** @description The families that there are now, as they were on a day, added up by metric. */
        TrendDay: {
            /**
             * Format: date
             * @description In the time zone of the ledger.
             */
            date: string;
            byMetric: {
                [key: string]: {
                    owned: number;
                    required: number;
                    covered: number;
                    shortfall: number;
                    surplus: number;
                };
            };
        };
        PositionPolicies: {
            priorVersion: boolean;
            softwareAssurance: boolean;
            lowerEdition: boolean;
            version: number;
            /** @description Who changed them last. */
            by?: string;
            /** Format: date-time */
            at?: string;
        };
        FamilyUse: {
            /** @description What counts now, by metric. */
            declared: components["schemas"]["DeclaredUse"][];
            /** @description A page of its changes, newest first. */
            items: components["schemas"]["HistoryEntry"][];
            cursor?: string;
        };
        DeclaredUse: {
            familyId: string;
            /**
             * @description The unit of what is counted.
             * @enum {string}
             */
            metric: "core" | "device" | "user" | "server" | "access";
            quantity: number;
            /**
             * Format: date
             * @description The day on which it was counted.
             */
            asOf: string;
            note?: string;
            version: number;
            by: string;
            /** Format: date-time */
            at: string;
        };
        FamilyComparison: {
            /** @description When the facts of both were read. */
            asOf: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                to: string;
            };
            /** @description Days whose last snapshots are compared: those asked for, or the last ones before that have one. */
            days: {
                /** Format: date */
                from: string;
                /** Format: date */
                to: string;
            };
            /** @description `devices-not-kept`: devices are known for 35 days. Changes of earlier days name titles instead, and new devices are among `installs`. */
            flags: "devices-not-kept"[];
            /** @description A change is known that the later snapshot lacks. */
            pending: boolean;
            items: components["schemas"]["FamilyChange"][];
        };
        FamilyChange: {
            familyId: string;
            publisher: string;
            name: string;
            /** @description Null if there was no position on the earlier day. */
            before: components["schemas"]["ComparedPosition"] | null;
            /** @description Null if there is no position on the later day. */
            after: components["schemas"]["ComparedPosition"] | null;
            /** @description The largest first. */
            causes: components["schemas"]["ChangeCause"][];
            /** @description Titles of it that were never seen before, those with most installs first; at most 20. */
            newTitles?: {
                id: string;
                title: string;
                /** @enum {string} */
                kind: "licensed" | "subscription" | "free" | "component" | "unknown";
                installedCount: number;
            }[];
        };
        ComparedPosition: {
            /** @enum {string} */
            metric: "core" | "device" | "user" | "server" | "access";
            owned: number;
            unlimited: boolean;
            required: number;
            covered: number;
            shortfall: number;
            surplus: number;
            needsData: number;
            exempt: number;
            /** @enum {string} */
            status: "under-licensed" | "unlicensed" | "needs-data" | "licensed" | "unused" | "not-measured";
        };
        ChangeCause: {
            /** @enum {string} */
            kind: "installs" | "devices" | "agreements" | "statements" | "validation" | "terms" | "decisions" | "knowledge";
            /** @description By how many units surplus less shortfall rose; 0 where only changed what licenses may meet. Those of all causes add up. */
            delta: number;
            /** @description Those that count most, at most 20. */
            subjects: {
                /** @enum {string} */
                type: "device" | "title" | "agreement" | "license" | "policies" | "declared-use";
                id?: string;
                name: string;
            }[];
            /** @description How many there are. */
            subjectCount: number;
        };
        RecognitionLine: {
            id: string;
            publisher: string;
            title: string;
            /**
             * @description `licensed` needs a license; `subscription` one of its user or tenant; `free` and `component` (updates, runtimes, parts) need none.
             * @enum {string}
             */
            kind: "licensed" | "subscription" | "free" | "component";
            family?: string;
            edition?: string;
            version?: string;
            /** @description Who wrote it last. */
            by: string;
            /** Format: date-time */
            at: string;
            /** @description Rises with each change of the line; the `ETag` in quotes. */
            revision: number;
        };
        Report: {
            id: string;
            /** @enum {string} */
            type: "purchase" | "installation" | "position" | "changes" | "export";
            /** @enum {string} */
            status: "queued" | "running" | "completed" | "failed" | "cancelled";
            /** @description Only these groups; all when absent. */
            groupIds?: string[];
            /**
             * @default all
             * @enum {string}
             */
            agreementType: "all" | "volume" | "other";
            /**
             * @description Of a license report; an export is a .zip.
             * @enum {string}
             */
            format?: "html" | "csv" | "xlsx" | "json";
            /** @description Of what changed: how many days ago the earlier day is. */
            days?: number;
            /** @description In agreements and titles that were read; `total` is what is known by then. */
            progress: {
                done: number;
                total: number;
            };
            /**
             * Format: uri
             * @description Of the file; needs no token, is good for 15 minutes, and is new in each answer. Lists have none of exports.
             */
            downloadUrl?: string;
            /** @description Why it failed. */
            error?: components["schemas"]["ReportFault"];
            /** @description The report schedule that asked for it. */
            scheduleId?: string;
            /** Format: date-time */
            startedAt?: string;
            /** Format: date-time */
            finishedAt?: string;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        ReportFault: {
            code: string;
            message: string;
        };
        ReportSchedule: {
            id: string;
            name: string;
            report: components["schemas"]["NewLicenseReportOutput"] | components["schemas"]["NewChangesReportOutput"] | components["schemas"]["NewExportOutput"];
            cron?: string;
            rate?: string;
            timeZone: string;
            /** @description For managers. */
            recipients?: string[];
            /**
             * Format: date-time
             * @description Absent when its time never comes again.
             */
            nextDueAt?: string;
            /** @description The next three, `nextDueAt` first. */
            nextDueTimes: string[];
            lastRun?: components["schemas"]["ReportScheduleRun"];
            /** @description Due times that were skipped, as they had passed for more than 24 hours. */
            missed: number;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        ReportScheduleRun: {
            /** Format: date-time */
            dueAt: string;
            /** @description Absent when the report could not be asked for. */
            reportId?: string;
            /** @enum {string} */
            status: "queued" | "running" | "completed" | "failed" | "cancelled" | "deleted";
            error?: components["schemas"]["ReportScheduleFault"];
        };
        ReportScheduleFault: {
            code: string;
            message: string;
        };
        Alert: {
            id: string;
            /** @enum {string} */
            kind: "agreement-ends" | "pair-ends" | "subscription-ends" | "license-shortfall" | "pair-expired" | "pair-not-found" | "vlsc-stale" | "import-failed" | "reconciliation-failed";
            /** @description What it is about, in a few words. */
            title: string;
            /** @description What it says, in a sentence, as of when it was raised. */
            message: string;
            about: components["schemas"]["AlertAbout"];
            /** @description Which alert of its subject it is, counted from 1. */
            episode: number;
            /** Format: date-time */
            raisedAt: string;
            /** Format: date-time */
            endedAt?: string;
            /**
             * @description `resolved`: it is not so any more; `gone`: its subject was deleted; `agreement-ended`: its last day is over; `replaced`: another alert of the same subject took its place, such as the next one on the way to the end of an agreement; `acknowledged` and `outdated`: of failed imports.
             * @enum {string}
             */
            endedBy?: "resolved" | "gone" | "agreement-ended" | "replaced" | "acknowledged" | "outdated";
            acknowledged?: components["schemas"]["AlertAcknowledged"];
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @enum {string} */
            status: "open" | "ended";
        };
        AlertAbout: {
            agreementId?: string;
            agreementName?: string;
            /** Format: date */
            endDate?: string;
            /** @description Step of the ladder, in days before the end. */
            step?: number;
            agreementNumber?: string;
            licenseNumber?: string;
            publisher?: string;
            productTitle?: string;
            /** @description Of the subscription that ends. */
            licenses?: number;
            familyId?: string;
            familyName?: string;
            /** @enum {string} */
            metric?: "core" | "device" | "user" | "server" | "access";
            /** @description In units of the metric, as the next three. */
            owned?: number;
            required?: number;
            covered?: number;
            shortfall?: number;
            /** @description Of alerts about titles, which are not raised any more; so are the next two. */
            titleId?: string;
            entitled?: number;
            installed?: number;
            /**
             * Format: date-time
             * @description When the pair of the oldest answer was looked up.
             */
            oldestAnswer?: string;
            importId?: string;
            importKind?: string;
            fileName?: string;
            /** @description Of the first error of the import. */
            code?: string;
            reconciliationId?: string;
            /** @description Of the reconciliation: `collect` or `reconcile`. */
            stage?: string;
        };
        AlertAcknowledged: {
            /** Format: date-time */
            at: string;
            by: string;
            note: string;
        };
        Reconciliation: {
            id: string;
            /** @enum {string} */
            stage: "collect" | "reconcile";
            /**
             * @description `overtaken`: a newer run has published what it would have, and more; `failed`: the last snapshot stays.
             * @enum {string}
             */
            status: "queued" | "running" | "completed" | "overtaken" | "failed";
            /** @enum {string} */
            trigger: "change" | "day" | "knowledge" | "sweep" | "manual";
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            finishedAt?: string;
            counts: components["schemas"]["ReconciliationCounts"];
            /** @description The snapshot that it has published. */
            snapshotId?: string;
            error?: {
                code: string;
                message: string;
            };
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description What it has read. */
        ReconciliationCounts: {
            devices?: number;
            names?: number;
            agreements?: number;
            pairs?: number;
        };
        AuditEntry: {
            id: string;
            /** Format: date-time */
            at: string;
            actor: string;
            action: string;
            before: {
                [key: string]: unknown;
            } | null;
            after: {
                [key: string]: unknown;
            } | null;
            changes: {
                /** @enum {string} */
                type: "agreement" | "group" | "import" | "title" | "recognition-line" | "position-policies" | "family" | "contract" | "device" | "alert" | "report-schedule" | "report" | "person";
                id: string;
                name: string;
                before: {
                    [key: string]: unknown;
                } | null;
                after: {
                    [key: string]: unknown;
                } | null;
            }[];
        };
        Caller: {
            id: string;
            roles: ("license-reader" | "license-manager" | "inventory-writer")[];
            name?: string;
        };
        Person: {
            id: string;
            name: string;
        };
        Settings: {
            /** @description That of this API. */
            version: string;
            /** @description The claim of access tokens that has the roles. */
            rolesClaim: string;
            /** @enum {string} */
            pairLengthRule: "combined-16" | "each-16";
            /** @description In whose days agreements begin and end. */
            ledgerTimeZone: string;
            /** @description Hours after which an answer about a pair is stale. */
            staleAfterHours: number;
            /** @description Days after which a device that was not seen leaves the counts. */
            deviceStaleDays: number;
            /** @description Days for which reports are kept. */
            reportRetentionDays: number;
            /** @description Days before an end at which an alert is raised. */
            alertDays: number[];
            /** @description Whether families that never had a license raise alerts. */
            alertNoEntitlement: boolean;
            /** @description Whether there is a gateway to look up pairs. */
            looksUp: boolean;
            /** @description When it is asked about all pairs; `off`: on request only. */
            refreshSchedule: string;
            refreshTimeZone: string;
            /** @description Whether a tenant is set that Microsoft Graph is asked about. */
            readsGraph: boolean;
            /** @description When that is read; `off`: on request only. */
            graphSchedule: string;
            graphTimeZone: string;
            /** @description Who mails are from; null where none can be sent. */
            mailFrom: string | null;
            /** @description Hours for which links in mails are good. */
            mailLinkHours: number;
        };
        Config: {
            /**
             * Format: uri
             * @description Where people sign in.
             */
            issuer: string;
            /** @description Of the console, there; null where it has none. */
            clientId: string | null;
            /** @description What the console asks for. */
            scope: string;
            /**
             * @description Of the API and of the build of the console.
             * @example 0.3.0+5f2c9a01bd
             */
            version: string;
        };
        NewLicenseReportOutput: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "purchase" | "installation" | "position";
            /** @description Only these groups; all when absent. */
            groupIds?: string[];
            /**
             * @default all
             * @enum {string}
             */
            agreementType: "all" | "volume" | "other";
            /**
             * @default html
             * @enum {string}
             */
            format: "html" | "csv" | "xlsx" | "json";
        };
        NewChangesReportOutput: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "changes";
            /**
             * @description How many days ago the earlier day is.
             * @default 7
             */
            days: number;
            /**
             * @default all
             * @constant
             */
            agreementType: "all";
            /**
             * @default html
             * @enum {string}
             */
            format: "html" | "csv" | "xlsx" | "json";
        };
        NewExportOutput: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "export";
            /** @description Only these groups; all when absent. */
            groupIds?: string[];
            /**
             * @default all
             * @enum {string}
             */
            agreementType: "all" | "volume" | "other";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getAgreements: {
        parameters: {
            query?: {
                type?: "volume" | "other";
                groupId?: string;
                /** @description Text that the name contains, in any case. */
                contains?: string;
                /** @description Prefix of the name, ignoring case. Fast for any number of agreements. */
                startsWith?: string;
                /** @description Agreement or license number of a pair that the agreement has: all of it, in any case. */
                number?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of agreements. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: (components["schemas"]["VolumeAgreementListItem"] | components["schemas"]["OtherAgreementListItem"])[];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAgreements: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewVolumeAgreement"] | components["schemas"]["NewOtherAgreement"];
            };
        };
        responses: {
            /** @description The new agreement. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumeAgreement"] | components["schemas"]["OtherAgreement"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAgreementsAgreementId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agreementId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agreement. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumeAgreement"] | components["schemas"]["OtherAgreement"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAgreementsAgreementId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                agreementId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchAgreementsAgreementId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                agreementId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgreementPatch"];
            };
        };
        responses: {
            /** @description The agreement as changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumeAgreement"] | components["schemas"]["OtherAgreement"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAgreementsAgreementIdPairs: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                agreementId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of pairs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AgreementNumberPair"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAgreementsAgreementIdPairs: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                agreementId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MorePairs"];
            };
        };
        responses: {
            /** @description The agreement as changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumeAgreement"] | components["schemas"]["OtherAgreement"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAgreementsAgreementIdPairsAgreementNumberLicenseNumber: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                agreementId: string;
                agreementNumber: string;
                licenseNumber: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAgreementsAgreementIdHistory: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                agreementId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["HistoryEntry"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All groups. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Group"][];
                    };
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postGroups: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewGroup"];
            };
        };
        responses: {
            /** @description The new group. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getGroupsGroupId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteGroupsGroupId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                groupId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group takes no agreements any more; those in it are being moved. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchGroupsGroupId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                groupId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupPatch"];
            };
        };
        responses: {
            /** @description The group as changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Group"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putGroupsGroupIdAgreements: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgreementsToMove"];
            };
        };
        responses: {
            /** @description The agreements as moved. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: (components["schemas"]["VolumeAgreementListItem"] | components["schemas"]["OtherAgreementListItem"])[];
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postGroupsGroupIdMoves: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                groupId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgreementChoice"];
            };
        };
        responses: {
            /** @description The move, which has begun. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Move"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMoves: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of moves. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Move"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMovesMoveId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                moveId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The move. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Move"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postMovesMoveIdCancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                moveId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The move. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Move"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getGroupsGroupIdHistory: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                groupId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["HistoryEntry"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getImports: {
        parameters: {
            query?: {
                /** @description Only of these kinds, with commas between. */
                kind?: string;
                /** @description Only in these states, with commas between. */
                status?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of imports. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Import"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postImports: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewImport"];
            };
        };
        responses: {
            /** @description The import awaits its file. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /**
                         * @description Absent when the place of the file names none.
                         * @enum {string}
                         */
                        kind?: "agreements" | "other-agreements" | "inventory" | "device-facts" | "catalog" | "recognition" | "entitlements";
                        fileName: string;
                        /** @enum {string} */
                        trigger: "api" | "drop";
                        /** @enum {string} */
                        status: "awaiting-upload" | "queued" | "processing" | "completed" | "rejected" | "failed" | "cancelled" | "superseded" | "undone";
                        /** @enum {string} */
                        onError: "reject" | "skip";
                        dryRun: boolean;
                        /** @enum {string} */
                        program?: "open-value" | "open" | "select-or-enterprise";
                        /** @description Name of the group that the folder names. */
                        group?: string;
                        /** @description Group of the agreements that the import creates. */
                        groupId?: string;
                        /**
                         * @description What a file of Microsoft was recognized as.
                         * @enum {string}
                         */
                        layout?: "license-summary" | "license-statement" | "subscriptions" | "contracts";
                        /** @description What the inventory file was recognized as. */
                        source?: string;
                        deviceId?: string;
                        reportedAt?: string;
                        /** @description The first 100. */
                        errors: components["schemas"]["ImportError"][];
                        /** @description What looks wrong or unusual and was imported: the first 10. */
                        warnings?: components["schemas"]["ImportError"][];
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                        /** Format: date-time */
                        finishedAt?: string;
                        counts: components["schemas"]["ImportCounts"];
                        /** @description In lines. */
                        progress: {
                            done: number;
                            total: number;
                        };
                        /** @description Who uploaded, dropped or committed it. */
                        by?: string;
                        /**
                         * Format: uri
                         * @description All errors as CSV, for managers; the link is good for 15 minutes.
                         */
                        errorReportUrl?: string;
                        undo?: components["schemas"]["ImportUndo"];
                        /** Format: date-time */
                        startedAt: string;
                        upload: components["schemas"]["UploadForm"];
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postImportsRecognize: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileHead"];
            };
        };
        responses: {
            /** @description The kind and layout, or the nearest one and what it lacks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecognizedFile"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getImportsImportId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postImportsImportIdUndo: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                importId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description That goes on already, or is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description It has begun. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postImportsImportIdCancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                importId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description That goes on already, or is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description It has begun. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postImportsImportIdCommit: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                importId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description That goes on already, or is done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description It has begun. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRefreshes: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Refresh"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postRefreshes: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewRefresh"];
            };
        };
        responses: {
            /** @description A run of the same scope is under way: this one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refresh"];
                };
            };
            /** @description The run, which has begun. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refresh"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRefreshesRefreshId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                refreshId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refresh"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postRefreshesRefreshIdCancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                refreshId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run, which has ended as cancelled. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refresh"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConnectorsGraphRuns: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["GraphRun"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConnectorsGraphRuns: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A run is under way: this one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GraphRun"];
                };
            };
            /** @description The run, which has begun. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GraphRun"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConnectorsGraphRunsRunId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                runId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GraphRun"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postConnectorsGraphRunsRunIdCancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                runId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run, which has ended as cancelled. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GraphRun"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEntitlements: {
        parameters: {
            query?: {
                /** @description Text that the product, its version, its License ID or a number of its pair contains, in any case. */
                contains?: string;
                /** @description Only those that have found their software titles, or only those that have not. */
                matched?: "true" | "false";
                /** @description Only what pairs of this agreement report. */
                agreementId?: string;
                /** @description Only what is reported of this product. */
                productId?: string;
                /** @description Only products that count for this software title. */
                titleId?: string;
                /** @description Only what these report, with commas between: `vlsc`, `license-summary`, `license-statement`, `subscriptions`. */
                source?: string;
                /** @description Only subscriptions with one of these, with commas between: `over-assigned`, `unassigned`, `disabled` (accounts have some), `grace`, `expired`. */
                has?: string;
                /** @description A field, with `-` before it from the largest. Items without a value are last both ways. */
                sort?: "product" | "version" | "quantity" | "activeSoftwareAssuranceQuantity" | "upgradeQuantity" | "assignedQuantity" | "expiredQuantity" | "graceQuantity" | "disabledQuantity" | "endDate" | "source" | "licenseId" | "reportedAt" | "-product" | "-version" | "-quantity" | "-activeSoftwareAssuranceQuantity" | "-upgradeQuantity" | "-assignedQuantity" | "-expiredQuantity" | "-graceQuantity" | "-disabledQuantity" | "-endDate" | "-source" | "-licenseId" | "-reportedAt";
                /** @description A day in the time zone of the ledger: as it was at its end, or at the end of the last day before it that has a snapshot. 400 days are kept, what they say of devices for 35. */
                asOf?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of rows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["EntitlementRow"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description Of all pages together. */
                        totals: {
                            count: number;
                            quantity: number;
                            activeSoftwareAssuranceQuantity: number;
                            upgradeQuantity: number;
                            assignedQuantity: number;
                            expiredQuantity: number;
                            graceQuantity: number;
                            disabledQuantity: number;
                            surplus: number;
                        };
                        /** @description How many items have each value, under all filters but the one of that name. */
                        facets: {
                            source: {
                                [key: string]: number;
                            };
                            matched: {
                                [key: string]: number;
                            };
                            has: {
                                [key: string]: number;
                            };
                        };
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCalendar: {
        parameters: {
            query?: {
                /** @description First day; the day of the ledger when absent. */
                from?: string;
                /** @description Last day; no end when absent. */
                to?: string;
                /** @description Only these, with commas between: `agreement`, `pair`, `software-assurance`, `subscription`. */
                kind?: string;
                /** @description A field, with `-` before it from the largest. Items without a value are last both ways. */
                sort?: "date" | "kind" | "name" | "quantity" | "-date" | "-kind" | "-name" | "-quantity";
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of ends. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CalendarItem"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description Of all pages together. */
                        totals: {
                            count: number;
                        };
                        /** @description How many items have each value, under all filters but the one of that name. */
                        facets: {
                            kind: {
                                [key: string]: number;
                            };
                        };
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The overview. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putDevicesDeviceIdSoftware: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As its source names it; compared in any case, without invisible characters. */
                deviceId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceSoftwareReport"];
            };
        };
        responses: {
            /** @description The same, without entries that cannot be taken. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SkippedSoftware"];
                };
            };
            /** @description Taken, or older than what is known. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role inventory-writer is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDevices: {
        parameters: {
            query?: {
                /** @description Text that the name or the id contains, in any case. */
                contains?: string;
                /** @description Prefix of the name, ignoring case. Fast for any number of devices. */
                startsWith?: string;
                /** @description `counted` or `not-counted`: seen of late or not. `shared-id`: two machines seem to share its id. `linked`: it counts with another. */
                state?: "counted" | "not-counted" | "shared-id" | "linked";
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of devices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DeviceListItem"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDevicesDeviceId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As its source names it; compared in any case, without invisible characters. */
                deviceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDevicesDeviceId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                /** @description As its source names it; compared in any case, without invisible characters. */
                deviceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putDevicesDeviceIdLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As its source names it; compared in any case, without invisible characters. */
                deviceId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceLink"];
            };
        };
        responses: {
            /** @description The device as linked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDevicesDeviceIdLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As its source names it; compared in any case, without invisible characters. */
                deviceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Unlinked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExemptions: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of exemptions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Exemption"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDevicesDeviceIdExemptions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As its source names it; compared in any case, without invisible characters. */
                deviceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its exemptions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Exemption"][];
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putDevicesDeviceIdExemptions: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
                /** @description Only if there is nothing of that id. */
                "if-none-match"?: "*";
            };
            path: {
                /** @description As its source names it; compared in any case, without invisible characters. */
                deviceId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewExemption"];
            };
        };
        responses: {
            /** @description The exemption as replaced. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exemption"];
                };
            };
            /** @description The new exemption; positions follow with the next snapshot. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exemption"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDevicesDeviceIdExemptions: {
        parameters: {
            query?: {
                /** @description Without one: the exemption from all families. */
                familyId?: string;
            };
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                /** @description As its source names it; compared in any case, without invisible characters. */
                deviceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The exemption is taken back. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSoftware: {
        parameters: {
            query?: {
                /** @description Titles of these publishers only, with commas between their names. */
                publisher?: string;
                /** @description Text that publisher or title contains, in any case. */
                contains?: string;
                /** @description Titles of these statuses only, with commas between; `not-licensable` are free ones and components. `absent` ones are left out unless they are asked for. */
                status?: string;
                /** @description Titles of these kinds only, with commas between. */
                kind?: string;
                /** @description Titles of this family only, free ones and components too. */
                familyId?: string;
                /** @description A field, with `-` before it from the largest. Items without a value are last both ways. */
                sort?: "publisher" | "title" | "kind" | "family" | "licensable" | "installedCount" | "entitledCount" | "difference" | "status" | "version" | "-publisher" | "-title" | "-kind" | "-family" | "-licensable" | "-installedCount" | "-entitledCount" | "-difference" | "-status" | "-version";
                /** @description A day in the time zone of the ledger: as it was at its end, or at the end of the last day before it that has a snapshot. 400 days are kept, what they say of devices for 35. */
                asOf?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of titles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SoftwareListItem"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description Of all pages together. */
                        totals: {
                            count: number;
                            difference: number;
                            installedCount: number;
                            entitledCount: number;
                        };
                        /** @description How many items have each value, under all filters but the one of that name. */
                        facets: {
                            status: {
                                [key: string]: number;
                            };
                            publisher: {
                                [key: string]: number;
                            };
                            kind: {
                                [key: string]: number;
                            };
                        };
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSoftwareTitleId: {
        parameters: {
            query?: {
                /** @description A day in the time zone of the ledger: as it was at its end, or at the end of the last day before it that has a snapshot. 400 days are kept, what they say of devices for 35. */
                asOf?: string;
            };
            header?: never;
            path: {
                titleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The title; the one that stays, when it was merged. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Software"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchSoftwareTitleId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                titleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SoftwarePatch"];
            };
        };
        responses: {
            /** @description The title as changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Software"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSoftwareTitleIdDevices: {
        parameters: {
            query?: {
                /** @description A day in the time zone of the ledger: as it was at its end, or at the end of the last day before it that has a snapshot. 400 days are kept, what they say of devices for 35. */
                asOf?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                titleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of devices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["InstalledOn"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description Of all pages together. */
                        totals: {
                            count: number;
                        };
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSoftwareTitleIdAgreements: {
        parameters: {
            query?: {
                /** @description A day in the time zone of the ledger: as it was at its end, or at the end of the last day before it that has a snapshot. 400 days are kept, what they say of devices for 35. */
                asOf?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                titleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of agreements. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ClaimingAgreement"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description Of all pages together. */
                        totals: {
                            count: number;
                            licenseCount: number;
                        };
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSoftwareTitleIdHistory: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                titleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PositionDay"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description Of all pages together. */
                        totals: {
                            count: number;
                        };
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSoftwareTitleIdEntitlementmapping: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                titleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntitlementMapping"];
            };
        };
        responses: {
            /** @description The title; quantities follow with the next snapshot. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Software"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSoftwareTitleIdEntitlementmapping: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                titleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules decide. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSoftwareTitleIdMerge: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                titleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SoftwareMerge"];
            };
        };
        responses: {
            /** @description The title that stays. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Software"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSoftwareTitleIdSplit: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                titleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SoftwareSplit"];
            };
        };
        responses: {
            /** @description The new title. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Software"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCatalogPublishers: {
        parameters: {
            query?: {
                /** @description Text that the name contains, in any case. At most 50 are answered: names that begin with it first, then by name. */
                contains?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Publishers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CatalogPublisher"][];
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCatalogTitles: {
        parameters: {
            query: {
                /** @description Name of the publisher, in any case. */
                publisher: string;
                /** @description Text that the name contains, in any case. At most 50 are answered: names that begin with it first, then by name. */
                contains?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Titles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CatalogTitle"][];
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postCatalogTitles: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTitle"];
            };
        };
        responses: {
            /** @description The title as it stands in the catalog: as a report of it is shown. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Software"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDecisions: {
        parameters: {
            query?: {
                /** @description Only of these kinds, with commas between. */
                kind?: string;
                /** @description `true`: what was decided, newest first, each with the request that takes it back. */
                settled?: "true" | "false";
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of decisions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Decision"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description Of all pages together. */
                        totals: {
                            count: number;
                        };
                        /** @description How many items have each value, under all filters but the one of that name. */
                        facets: {
                            kind: {
                                [key: string]: number;
                            };
                        };
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postDecisionsPreview: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionPreview"];
            };
        };
        responses: {
            /** @description What would change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewedChanges"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postFamiliesFamilyIdWhatif: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                familyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WhatIf"];
            };
        };
        responses: {
            /** @description The position before and after. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhatIfAnswer"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFamilies: {
        parameters: {
            query?: {
                /** @description Families of these publishers only, with commas between their names. */
                publisher?: string;
                /** @description Text that publisher or name contains, in any case. */
                contains?: string;
                /** @description Families of these statuses only, with commas between. */
                status?: string;
                /** @description Families that are counted in these units only, with commas between. */
                metric?: string;
                /** @description Families in which this agreement has licenses. */
                agreementId?: string;
                /** @description Families that have some of these only, with commas between, whatever their status. */
                has?: string;
                /** @description A field, with `-` before it from the largest. Items without a value are last both ways. */
                sort?: "publisher" | "name" | "metric" | "owned" | "required" | "covered" | "shortfall" | "surplus" | "installs" | "freeOrComponent" | "sameMachine" | "coveredBySubscription" | "exempt" | "needsData" | "requiredInstalls" | "withoutPlan" | "status" | "-publisher" | "-name" | "-metric" | "-owned" | "-required" | "-covered" | "-shortfall" | "-surplus" | "-installs" | "-freeOrComponent" | "-sameMachine" | "-coveredBySubscription" | "-exempt" | "-needsData" | "-requiredInstalls" | "-withoutPlan" | "-status";
                /** @description A day in the time zone of the ledger: as it was at its end, or at the end of the last day before it that has a snapshot. 400 days are kept, what they say of devices for 35. */
                asOf?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of families. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["FamilyItem"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description Of all pages together. */
                        totals: {
                            count: number;
                            installs: number;
                            freeOrComponent: number;
                            sameMachine: number;
                            coveredBySubscription: number;
                            exempt: number;
                            needsData: number;
                            requiredInstalls: number;
                            withoutPlan: number;
                            byMetric: {
                                [key: string]: {
                                    count: number;
                                    owned: number;
                                    required: number;
                                    covered: number;
                                    shortfall: number;
                                    surplus: number;
                                };
                            };
                        };
                        /** @description How many items have each value, under all filters but the one of that name. */
                        facets: {
                            publisher: {
                                [key: string]: number;
                            };
                            status: {
                                [key: string]: number;
                            };
                            metric: {
                                [key: string]: number;
                            };
                            has: {
                                [key: string]: number;
                            };
                        };
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFamiliesFamilyId: {
        parameters: {
            query?: {
                /** @description A day in the time zone of the ledger: as it was at its end, or at the end of the last day before it that has a snapshot. 400 days are kept, what they say of devices for 35. */
                asOf?: string;
            };
            header?: never;
            path: {
                familyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The family. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Family"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFamiliesFamilyIdEntitlements: {
        parameters: {
            query?: {
                /** @description A day in the time zone of the ledger: as it was at its end, or at the end of the last day before it that has a snapshot. 400 days are kept, what they say of devices for 35. */
                asOf?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                familyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of licenses. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["FamilyEntitlement"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description Of all pages together. */
                        totals: {
                            count: number;
                        };
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFamiliesFamilyIdCombinations: {
        parameters: {
            query?: {
                /** @description A day in the time zone of the ledger: as it was at its end, or at the end of the last day before it that has a snapshot. 400 days are kept, what they say of devices for 35. */
                asOf?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                familyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of combinations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["FamilyCombination"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description Of all pages together. */
                        totals: {
                            count: number;
                        };
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFamiliesFamilyIdCoverage: {
        parameters: {
            query?: {
                /** @description A day in the time zone of the ledger: as it was at its end, or at the end of the last day before it that has a snapshot. 400 days are kept, what they say of devices for 35. */
                asOf?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                familyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of coverage. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["FamilyCoverage"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description Of all pages together. */
                        totals: {
                            count: number;
                        };
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFamiliesFamilyIdDevices: {
        parameters: {
            query?: {
                /** @description Machines of this status only. */
                status?: "open" | "covered" | "needs-data" | "exempt";
                /** @description A day in the time zone of the ledger: as it was at its end, or at the end of the last day before it that has a snapshot. 400 days are kept, what they say of devices for 35. */
                asOf?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                familyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of machines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["FamilyDevice"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description Of all pages together. */
                        totals: {
                            count: number;
                        };
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFamiliesFamilyIdHistory: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                familyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["FamilyDay"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description Of all pages together. */
                        totals: {
                            count: number;
                        };
                        /** @description When the facts that it follows from began to be read; null before the first snapshot. */
                        asOf: string | null;
                        /** @description When the facts of devices were read. */
                        devicesAsOf: string | null;
                        /** @description A change is known that it lacks. Of one that was made just now this may not be known yet. */
                        pending: boolean;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTrend: {
        parameters: {
            query?: {
                /** @description The last so many, with today. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trend"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPositionpolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PositionPolicies"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putPositionpolicies: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPositionPolicies"];
            };
        };
        responses: {
            /** @description The policies; positions follow with the next snapshot. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PositionPolicies"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPositionpoliciesHistory: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["HistoryEntry"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFamiliesFamilyIdDeclareduse: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                familyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What counts now, and a page of changes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FamilyUse"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putFamiliesFamilyIdDeclareduse: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
                /** @description Only if there is nothing of that id. */
                "if-none-match"?: "*";
            };
            path: {
                familyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDeclaredUse"];
            };
        };
        responses: {
            /** @description The use as replaced. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeclaredUse"];
                };
            };
            /** @description The first that is declared in this metric. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeclaredUse"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteFamiliesFamilyIdDeclareduse: {
        parameters: {
            query: {
                metric: "core" | "device" | "user" | "server" | "access";
            };
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                familyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken back. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFamiliesFamilyIdCompare: {
        parameters: {
            query: {
                /** @description A day in the time zone of the ledger, with whose end is compared. */
                from: string;
                /** @description The later day; today without it. */
                to?: string;
            };
            header?: never;
            path: {
                familyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The family, before and after. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FamilyComparison"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getChanges: {
        parameters: {
            query: {
                /** @description A day in the time zone of the ledger, with whose end is compared. */
                from: string;
                /** @description The later day; today without it. */
                to?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of families, and of titles that were never seen before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["FamilyChange"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                        /** @description When the facts of both were read. */
                        asOf: {
                            /** Format: date-time */
                            from: string;
                            /** Format: date-time */
                            to: string;
                        };
                        /** @description Days whose last snapshots are compared: those asked for, or the last ones before that have one. */
                        days: {
                            /** Format: date */
                            from: string;
                            /** Format: date */
                            to: string;
                        };
                        /** @description `devices-not-kept`: devices are known for 35 days. Changes of earlier days name titles instead, and new devices are among `installs`. */
                        flags: "devices-not-kept"[];
                        /** @description A change is known that the later snapshot lacks. */
                        pending: boolean;
                        count: number;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRecognition: {
        parameters: {
            query?: {
                /** @description Text that id, publisher, title or family contains, in any case. */
                contains?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["RecognitionLine"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRecognitionLineId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                lineId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The line. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecognitionLine"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putRecognitionLineId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
                /** @description Only if there is nothing of that id. */
                "if-none-match"?: "*";
            };
            path: {
                lineId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRecognitionLine"];
            };
        };
        responses: {
            /** @description The line as replaced; it applies with the next snapshot. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecognitionLine"];
                };
            };
            /** @description The new line; it applies with the next snapshot. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecognitionLine"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRecognitionLineId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                lineId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReports: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Report"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postReports: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLicenseReport"] | components["schemas"]["NewChangesReport"] | components["schemas"]["NewExport"];
            };
        };
        responses: {
            /** @description The run, which has begun. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportsReportId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteReportsReportId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                reportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postReportsReportIdCancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                reportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run, which is cancelled. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportschedules: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of schedules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ReportSchedule"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postReportschedules: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewReportSchedule"];
            };
        };
        responses: {
            /** @description The new schedule. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportSchedule"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportschedulesScheduleId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scheduleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schedule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportSchedule"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteReportschedulesScheduleId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                scheduleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patchReportschedulesScheduleId: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version to change. */
                "if-match"?: string;
            };
            path: {
                scheduleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportSchedulePatch"];
            };
        };
        responses: {
            /** @description The schedule as changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportSchedule"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `If-Match` names another version. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAlerts: {
        parameters: {
            query?: {
                status?: "open" | "ended" | "all";
                kind?: "agreement-ends" | "pair-ends" | "subscription-ends" | "license-shortfall" | "pair-expired" | "pair-not-found" | "vlsc-stale" | "import-failed" | "reconciliation-failed";
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of alerts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Alert"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAlertsAlertId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alertId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The alert. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAlertsAlertIdAcknowledge: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                alertId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Acknowledgement"];
            };
        };
        responses: {
            /** @description The alert as acknowledged. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReconciliations: {
        parameters: {
            query?: {
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Reconciliation"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postReconciliations: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repeat with the same key within 24 hours gets the first answer. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NoParameters"];
            };
        };
        responses: {
            /** @description A run that has not begun to read: this one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                };
            };
            /** @description The run, which will begin soon. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body breaks its schema or a rule. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReconciliationsReconciliationId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reconciliationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAudit: {
        parameters: {
            query?: {
                /** @description First day or time, UTC unless it says so. */
                from?: string;
                /** @description Last day or time. */
                to?: string;
                actor?: string;
                /** @description Id of what was changed: an agreement, group, title, device, import, report, schedule, alert or anything else in `changes`. */
                object?: string;
                /** @description Items per page. */
                limit?: number;
                /** @description The `cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEntry"][];
                        /** @description Where the list goes on; absent on its last page. */
                        cursor?: string;
                    };
                };
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The id, the roles and the name that the token carries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Caller"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token has no role. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPeople: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All names. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Person"][];
                    };
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePeoplePersonId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                personId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. It comes back when they sign in again. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-manager is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The state of the ledger forbids it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "ok";
                        version: string;
                    };
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description No valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role license-reader is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Busy; try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConfigJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The issuer and what to ask it for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Config"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getOpenapiJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getDocsFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter, the cursor or the JSON is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is nothing of that id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests. Try again in a moment. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
