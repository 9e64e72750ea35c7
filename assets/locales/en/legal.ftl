legal-imprint = Imprint
legal-terms = Terms
legal-refunds = Refunds
legal-privacy = Privacy
legal-agreement = Pre-order agreement
legal-unwritten = The operator of this service has not written this page yet.
