import { createBrowserRouter, Navigate } from 'react-router';
import { Waiting } from './Waiting';
import { NotFound, PageFailed } from './Faults';
import { Shell } from './Shell';

// A new screen is one line here and one link in the shell.
export const router = createBrowserRouter([
  { path: '/shop/*', errorElement: <PageFailed />, hydrateFallbackElement: <Waiting />, lazy: async () => ({ Component: (await import('../shop/ShopPage')).ShopPage }) },
  {
    element: <Shell />,
    hydrateFallbackElement: <Waiting />,
    errorElement: <PageFailed />,
    children: [
      { path: '/', lazy: async () => ({ Component: (await import('../overview/OverviewPage')).OverviewPage }) },
      { path: '/desk', lazy: async () => ({ Component: (await import('../desk/DeskPage')).DeskPage }) },
      {
        path: '/population', lazy: async () => ({ Component: (await import('../population/PopulationPage')).PopulationPage }),
        children: [
          { index: true, element: <Navigate to="segments" replace /> },
          { path: 'segments', lazy: async () => ({ Component: (await import('../population/segments/SegmentsPage')).SegmentsPage }) },
          { path: 'segments/:id', lazy: async () => ({ Component: (await import('../population/segments/SegmentPage')).SegmentPage }) },
          { path: 'preview', lazy: async () => ({ Component: (await import('../population/preview/PreviewPage')).PreviewPage }) },
          { path: 'rfm', lazy: async () => ({ Component: (await import('../population/rfm/RfmPage')).RfmPage }) },
          { path: 'lifetime', lazy: async () => ({ Component: (await import('../population/lifetime/LifetimePage')).LifetimePage }) },
          { path: 'lag', lazy: async () => ({ Component: (await import('../population/lag/LagPage')).LagPage }) },
          { path: 'rules', lazy: async () => ({ Component: (await import('../population/rules/RulesPage')).RulesPage }) },
          { path: 'offers', lazy: async () => ({ Component: (await import('../population/offers/OffersPage')).OffersPage }) },
          { path: 'operations', lazy: async () => ({ Component: (await import('../population/operations/OperationsPage')).OperationsPage }) },
          { path: '*', element: <NotFound /> },
        ],
      },
      { path: '*', element: <NotFound /> },
    ],
  },
]);
