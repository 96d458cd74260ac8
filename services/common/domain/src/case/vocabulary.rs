//! The closed sets of words in which people speak of cases.

use super::code::codes;

codes!(
    /// Shares of the working time at which the SPOC is warned.
    Warning {
        /// 50 %.
        Half = "half",
        /// 75 %.
        ThreeQuarters = "three_quarters",
        /// 90 %.
        NineTenths = "nine_tenths",
    }
);

impl Warning {
    /// The share in thousandths.
    pub fn permille(self) -> u16 {
        match self {
            Self::Half => 500,
            Self::ThreeQuarters => 750,
            Self::NineTenths => 900,
        }
    }
}

codes!(
    /// Why the clock stands still. The employer sees it.
    PauseReason {
        /// The employer was asked to clarify the offer.
        AwaitingClarification = "awaiting_clarification",
        /// The employer asked for it.
        AskedByEmployer = "asked_by_employer",
        /// The place of work is closed for a while.
        EmployerClosed = "employer_closed",
    }
);
codes!(
    /// How a candidate gave consent for an offer.
    ConsentMeans {
        /// Face to face.
        InPerson = "in_person",
        /// By telephone.
        Phone = "phone",
        /// By mail or message.
        Message = "message",
        /// Signed.
        Written = "written",
    }
);
codes!(
    /// What a worker says of a ranked candidate whom they do not nominate.
    PassKind {
        /// Right person, wrong moment.
        NotNow = "not_now",
        /// Not for this offer.
        NotSuitable = "not_suitable",
    }
);
codes!(
    /// Why a nomination is taken back.
    WithdrawReason {
        /// The candidate no longer wants it.
        ByCandidate = "by_candidate",
        /// The worker takes it back.
        ByWorker = "by_worker",
        /// The candidate was erased.
        Erased = "erased",
    }
);
codes!(
    /// Why nobody is proposed.
    WhyNone {
        /// No candidate has the skills asked for.
        NoProfile = "no_profile",
        /// Candidates would fit, but not at these times or from this day.
        NotAvailable = "not_available",
        /// Candidates would fit, but cannot get there.
        TooFar = "too_far",
        /// The languages asked for are not there.
        Language = "language",
        /// A diploma or licence that the law asks for is missing.
        Regulated = "regulated",
        /// Candidates who would fit declined.
        Declined = "declined",
    }
);
codes!(
    /// What would make an answer with candidates possible.
    Unlock {
        /// A training within reach.
        Training = "training",
        /// A tutor or a start in a pair.
        Tutoring = "tutoring",
        /// Other hours.
        Hours = "hours",
        /// A later start.
        LaterStart = "later_start",
        /// Help with the way to work.
        Transport = "transport",
        /// A lower language requirement, or a course at work.
        LanguageRequirement = "language_requirement",
        /// An internship before hiring.
        Internship = "internship",
        /// Nothing for now.
        Nothing = "nothing",
    }
);
codes!(
    /// The kind of contract of a hiring.
    ContractType {
        /// Open-ended.
        Permanent = "permanent",
        /// With an end date.
        FixedTerm = "fixed_term",
        /// Through a temping agency.
        Temporary = "temporary",
        /// Internship or training contract.
        Internship = "internship",
        /// Subsidised contract (article 60, insertion jobs).
        Subsidised = "subsidised",
        /// Student or flexi-job.
        Occasional = "occasional",
    }
);
codes!(
    /// Why an employer did not take a candidate.
    RefusalReason {
        /// Skills.
        Skills = "skills",
        /// Experience.
        Experience = "experience",
        /// Languages.
        Language = "language",
        /// Hours, start or place.
        Availability = "availability",
        /// Another candidate was taken.
        OtherCandidate = "other_candidate",
        /// The candidate did not come or declined.
        NoShow = "no_show",
        /// Anything else.
        Other = "other",
    }
);
codes!(
    /// A step of the accompaniment.
    Step {
        /// The employer looked at the work title before hiring.
        WorkTitleVerified = "work_title_verified",
        /// The employer declared the hiring (Dimona).
        DimonaFiled = "dimona_filed",
        /// A first day together with the tutor.
        Welcome = "welcome",
        /// Training.
        Training = "training",
        /// Coaching of the person.
        Coaching = "coaching",
        /// Mediation between person and firm.
        Mediation = "mediation",
        /// Help for the firm with diversity and intercultural questions.
        Intercultural = "intercultural",
    }
);
codes!(
    /// When a hiring is followed up.
    Milestone {
        /// After one week.
        OneWeek = "one_week",
        /// After one month.
        OneMonth = "one_month",
        /// After three months.
        ThreeMonths = "three_months",
        /// After six months.
        SixMonths = "six_months",
    }
);
codes!(
    /// The kinds of answer.
    AnswerKind {
        /// Candidates.
        Proposed = "proposed",
        /// Some candidates, and a date for more.
        Partial = "partial",
        /// None, with why and what would unlock it. In time, it is a success.
        None = "none",
    }
);
codes!(
    /// Why a case is over.
    CloseReason {
        /// The employer withdrew the offer.
        Withdrawn = "withdrawn",
        /// The employer says that it is no longer open.
        NoLongerOpen = "no_longer_open",
        /// Everything that was to be done is done.
        Completed = "completed",
    }
);
